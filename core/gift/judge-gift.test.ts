import { strict as assert } from "node:assert";

import type { Address } from "../shared/ids.ts";
import { cents } from "../shared/money.ts";
import { type GiftFacts, judgeGift } from "./judge-gift.ts";

const UNTIL = new Date("2026-05-05T22:00:00Z");

const account = (letter: string, available: bigint, hasFreeNonce = true) => ({
  address: `0x${letter.repeat(40)}` as Address,
  available: cents(available),
  hasFreeNonce,
  paidHere: 0,
  paidElsewhere: 0,
});

function facts(changes: Partial<GiftFacts> = {}): GiftFacts {
  return {
    card: { status: "active" },
    receiver: { kind: "card", status: "active", isGiver: false },
    accounts: [account("a", 6n), account("b", 4n)],
    limits: { amount: cents(20n), gifts: 3 },
    givenToday: { amount: cents(0n), gifts: 0, until: UNTIL },
    unsettled: cents(0n),
    unsettledLimit: cents(1_000n),
    ...changes,
  };
}

function refusalOf(amount: bigint, changes: Partial<GiftFacts>) {
  const judged = judgeGift(cents(amount), facts(changes));
  assert.ok(!judged.ok, "It was admitted.");
  return judged.refusal;
}

describe("A gift", () => {
  it("takes what is there, to the last cent, and says what is left", () => {
    const judged = judgeGift(cents(7n), facts());
    assert.ok(judged.ok);
    assert.equal(judged.value.left, 3n);
    assert.equal(
      judged.value.shares.reduce((sum, { amount }) => sum + amount, 0n),
      7n,
    );
    assert.ok(judgeGift(cents(10n), facts()).ok);
    assert.deepEqual(refusalOf(11n, {}), { code: "not_enough_to_give", available: 10n });
  });

  it("comes from a card in use, and goes to one that is, of somebody else", () => {
    for (const status of ["issued", "blocked", "replaced", "closed"] as const) {
      const from = refusalOf(1n, { card: { status } });
      assert.deepEqual(from, { code: "card_not_active", cardStatus: status });
      const to = refusalOf(1n, { receiver: { kind: "card", status, isGiver: false } });
      assert.deepEqual(to, { code: "receiver_not_available" }, "It tells what is wrong with it.");
    }
    const own = refusalOf(1n, { receiver: { kind: "card", status: "active", isGiver: true } });
    assert.equal(own.code, "gift_to_oneself");
  });

  it("goes to an association only while it is listed and active", () => {
    const to = (state: "active" | "suspended" | "invited", isListed: boolean) =>
      judgeGift(cents(1n), facts({ receiver: { kind: "association", state, isListed } })).ok;
    assert.deepEqual(
      [to("active", true), to("active", false), to("suspended", true), to("invited", true)],
      [true, false, false, false],
    );
  });

  it("stays within a day's sum and number", () => {
    const given = (amount: bigint, gifts: number) => ({
      givenToday: { amount: cents(amount), gifts, until: UNTIL },
    });
    assert.ok(judgeGift(cents(5n), facts(given(15n, 2))).ok);
    assert.deepEqual(refusalOf(6n, given(15n, 2)), {
      ...{ code: "gift_day_limit", limit: 20n, left: 5n, until: UNTIL },
    });
    const spent = refusalOf(1n, given(25n, 1));
    assert.deepEqual(spent.code === "gift_day_limit" && spent.left, 0n);
    assert.deepEqual(refusalOf(1n, given(0n, 3)), {
      ...{ code: "gift_day_gifts", limit: 3, until: UNTIL },
    });
  });

  it("waits where too much is not on chain yet, or an account has signed too much", () => {
    assert.ok(judgeGift(cents(1n), facts({ unsettled: cents(999n) })).ok);
    const behind = refusalOf(1n, { unsettled: cents(1_000n) });
    assert.deepEqual(behind, { code: "settlement_backlog", limit: 1_000n });
    const busy = [account("a", 6n, false), account("b", 4n)];
    assert.equal(refusalOf(5n, { accounts: busy }).code, "too_many_open_payments");
    assert.ok(judgeGift(cents(4n), facts({ accounts: busy })).ok);
  });

  it("is of something", () => {
    assert.throws(() => judgeGift(cents(0n), facts()), RangeError);
  });
});
