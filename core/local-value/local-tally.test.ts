import { strict as assert } from "node:assert";

import { LocalTallier, checkLocalTally } from "./local-tally.ts";

const [NOBODY, ANNA, SHOP] = ["00", "a1", "5a"].map((byte) => `0x${byte.repeat(20)}` as const);
const CAMPAIGN = `0x${"ca".repeat(32)}`;

const opened = (cap: bigint) => ({ name: "CampaignOpened", args: { campaign: CAMPAIGN, cap } });
const rewarded = (total: bigint) => ({ name: "Rewarded", args: { campaign: CAMPAIGN, total } });
const moved = (from: unknown, to: unknown, value: bigint) => ({
  name: "Transfer",
  args: { from, to, value },
});

function tally(...events: Parameters<LocalTallier["add"]>[0][]) {
  const tallier = new LocalTallier();
  for (const event of events) tallier.add(event);
  return tallier.total();
}

const codes = (...events: Parameters<LocalTallier["add"]>[0][]) =>
  checkLocalTally(tally(...events)).map(({ code }) => code);

describe("The local token's totals", () => {
  it("follow rewards and movements, and hold", () => {
    const events = [opened(500n), moved(NOBODY, ANNA, 300n), rewarded(300n)];
    const total = tally(...events, moved(ANNA, SHOP, 120n));
    assert.equal(total.rewarded, 300n);
    assert.equal(total.moves, 1);
    assert.deepEqual([...total.balances.values()], [180n, 120n]);
    assert.deepEqual(total.campaigns.get(CAMPAIGN as `0x${string}`), { cap: 500n, rewarded: 300n });
    assert.deepEqual(checkLocalTally(total), []);
  });

  it("count an address written in capitals as the same one", () => {
    const total = tally(
      moved(NOBODY, ANNA!.toUpperCase().replace("0X", "0x"), 1n),
      moved(NOBODY, ANNA, 2n),
    );
    assert.deepEqual([...total.balances], [[ANNA, 3n]]);
  });

  it("name what was rewarded under no campaign, or above its budget", () => {
    assert.deepEqual(codes(moved(NOBODY, ANNA, 1n)), ["rewarded_outside_campaigns"]);
    const above = [opened(10n), moved(NOBODY, ANNA, 11n), rewarded(11n)];
    assert.deepEqual(codes(...above), ["rewarded_above_budget"]);
    assert.deepEqual(codes(opened(11n), ...above.slice(1)), []);
  });

  it("name who holds less than nothing", () => {
    assert.deepEqual(codes(moved(ANNA, SHOP, 5n)), ["negative_balance"]);
  });
});
