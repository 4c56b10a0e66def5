import { strict as assert } from "node:assert";

import type {
  Amendment,
  Programme,
  Reclaim,
  Reconciliation,
} from "../../web/src/shared/api/types.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import {
  type PaymentInput,
  type PlayedTown,
  balanceOf,
  cardAndTill,
  eventually,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";
import { actAsGuardian, nodeOf, passTime } from "../support/town-node.ts";

const DAY_SECONDS = 86_400;
const ACT = "Determinazione n. 80 del 3 giugno";

describe("A programme's end", function () {
  this.timeout(240_000);
  let town: PlayedTown;
  let waiting: PaymentInput;
  /** What a card still held when its holder died, its last payment taken off. */
  let left: { readonly cardId: string; readonly cents: bigint };

  before(async () => void (town = await startPlayedTown()));
  after(() => town?.stack.stop());

  const path = () => `/api/programmes/${town.programmeId}`;
  const treasury = () => town.desk.treasury;
  const programme = () => treasury().api.get<Programme>(path());
  const amendments = () => treasury().api.get<Amendment[]>(`${path()}/amendments`);
  const reclaim = () => treasury().api.get<Reclaim>(`${path()}/reclaim`);
  const sign = (transaction: Reclaim["parts"][number]["transaction"]) =>
    treasury().sign(transaction as TransactionRequest);
  /** Days from now by the chain's clock, to the second. */
  const inDays = async (days: number) => {
    const { timestamp } = await nodeOf(town).getBlock();
    return new Date(Number(timestamp + BigInt(days * DAY_SECONDS)) * 1000).toISOString();
  };

  async function amend(spendableUntil: string, settleableUntil: string): Promise<Amendment> {
    const json = { act: ACT, spendableUntil, settleableUntil };
    return treasury().api.post<Amendment>(`${path()}/amendments`, { json });
  }

  async function amendAndSign(spendableUntil: string, settleableUntil: string): Promise<void> {
    const { transaction } = await amend(spendableUntil, settleableUntil);
    await sign(transaction);
    await eventually("the end has moved", async () => {
      const now = await programme();
      return now.spendableUntil === spendableUntil && now.settleableUntil === settleableUntil;
    });
  }

  /** Its holder has died, or moved away. */
  async function closeCardOf({ number }: CardSheet): Promise<string> {
    const { api } = town.desk.desk;
    const found = await api.get<{ items: { id: string }[] }>(`/api/cards?search=${number}`);
    const { id } = found.items[0]!;
    await api.post(`/api/cards/${id}/closure`, { json: { reason: "decesso" } });
    return id;
  }

  const accountsOf = (cardId: string) =>
    run<{ address: string; confirmed: string; held: string }>(
      town.stack.ownerUrl,
      `select address, confirmed_cents::text as confirmed, held_cents::text as held
       from account where card_id = $1`,
      [cardId],
    );

  it("is moved by no one but the treasurer, never into the past, never out of order", async () => {
    const json = { act: ACT, spendableUntil: await inDays(9), settleableUntil: await inDays(10) };
    const foreign = town.desk.desk.api.post(`${path()}/amendments`, { json });
    assert.equal((await refusalOf(foreign)).code, "role_required");
    const { spendableUntil, settleableUntil } = await programme();
    const wrong = [
      [await inDays(-1), settleableUntil, "spendableUntil"],
      [await inDays(9), await inDays(8), "settleableUntil"],
      [spendableUntil, settleableUntil, "spendableUntil"],
    ] as const;
    for (const [spendable, settleable, field] of wrong) {
      const { code, problem } = await refusalOf(amend(spendable, settleable));
      assert.equal(code, "malformed_request");
      assert.equal(
        (problem as unknown as { details: { field: string }[] }).details[0]!.field,
        field,
      );
    }
    assert.deepEqual(await amendments(), []);
  });

  it("moves when the transaction is final, and keeps the act that said so", async () => {
    const before = await programme();
    const later = new Date(new Date(before.spendableUntil).getTime() + 10 * DAY_SECONDS * 1000);
    const last = new Date(later.getTime() + 30 * DAY_SECONDS * 1000);
    const ends = [later, last].map((end) => new Date(Math.floor(end.getTime() / 1000) * 1000));
    await amendAndSign(ends[0]!.toISOString(), ends[1]!.toISOString());
    const [amendment] = await amendments();
    assert.equal(amendment!.act, ACT);
    assert.match(amendment!.transactionHash!, /^0x[0-9a-f]{64}$/);
    assert.equal(amendment!.transaction, undefined);
  });

  it("moves back by a new signature where another act had moved it meanwhile", async () => {
    const { spendableUntil, settleableUntil } = await programme();
    await amendAndSign(await inDays(20), settleableUntil);
    const again = await amend(spendableUntil, settleableUntil);
    assert.equal(again.doneAt, undefined, "the first move to these dates was undone");
    await sign(again.transaction);
    await eventually("the end has moved back", async () => {
      const [newest, , first] = await amendments();
      return newest!.doneAt !== undefined && newest!.transactionHash !== first!.transactionHash;
    });
  });

  it("offers the newest decision only to be signed", async () => {
    await amend(await inDays(50), await inDays(60));
    await amend(await inDays(40), await inDays(60));
    const [newest, overtaken, done] = await amendments();
    assert.notEqual(newest!.transaction, undefined);
    assert.equal(overtaken!.transaction, undefined);
    assert.equal(overtaken!.doneAt, undefined);
    assert.notEqual(done!.doneAt, undefined);
  });

  it("shows at any time what would go back, to the cent, and gives nothing to sign before the end", async () => {
    const { totals } = await programme();
    const plan = await reclaim();
    assert.equal(plan.isEnded, false);
    assert.equal(plan.totalCents, totals.heldCents);
    assert.equal(plan.cards, town.files.cards);
    const lines = plan.parts.flatMap((part) => part.lines);
    const sum = lines.reduce((total, { amountCents }) => total + BigInt(amountCents), 0n);
    assert.equal(String(sum), totals.heldCents);
    assert.equal(new Set(lines.map(({ account }) => account)).size, plan.accounts);
    for (const part of plan.parts) {
      assert.equal(part.transaction, undefined);
      assert.equal(part.isGasMeasured, false);
    }
  });

  it("gives nothing to sign while a payment that was promised waits for the chain", async () => {
    await actAsGuardian(town, "pauseSettlement");
    const { card, till } = cardAndTill(town, 0);
    waiting = paymentOf(card, "250");
    await till.post("/api/payments", { json: waiting });
    left = { cents: await balanceOf(town.stack.url, card), cardId: await closeCardOf(card) };
    await amendAndSign(await inDays(1), await inDays(2));
    await passTime(town, 3 * DAY_SECONDS);
    const plan = await reclaim();
    assert.equal(plan.isEnded, true);
    assert.equal(plan.waitingTransfers, 1);
    assert.equal(plan.waitingCents, "250");
    assert.ok(plan.parts.every(({ transaction }) => transaction === undefined));
  });

  it("lets the promise be kept, by a later end, and then returns all the rest, once", async () => {
    const { spendableUntil } = await programme();
    await amendAndSign(spendableUntil, await inDays(1));
    await actAsGuardian(town, "resumeSettlement");
    await eventually("settled", async () => {
      const rows = await run(
        town.stack.ownerUrl,
        "select from payment where id = $1 and state = 'settled'",
        [waiting.paymentId],
      );
      return rows.length === 1;
    });
    await passTime(town, 2 * DAY_SECONDS);
    const plan = await reclaim();
    assert.equal(plan.waitingTransfers, 0);
    const [part] = plan.parts;
    const closed = new Set((await accountsOf(left.cardId)).map(({ address }) => address));
    const own = part!.lines.filter(({ account }) => closed.has(account));
    const ownCents = own.reduce((sum, { amountCents }) => sum + BigInt(amountCents), 0n);
    assert.ok(left.cents > 0n);
    assert.equal(ownCents, left.cents, "what a closed card held goes back with the rest");
    assert.equal(part!.isGasMeasured, true);
    const gas = await sign(part!.transaction);
    assert.ok(Number(gas) <= part!.gas, `${gas} of ${part!.gas} gas`);
    await eventually("reclaimed", async () => (await reclaim()).accounts === 0);
    for (const { confirmed, held } of await accountsOf(left.cardId))
      assert.deepEqual([confirmed, held], ["0", "0"]);
    const { totals, fundCents } = await programme();
    assert.equal(totals.heldCents, "0");
    assert.equal(totals.reclaimedCents, plan.totalCents);
    // The treasurer's browser had forgotten that it had signed: there is nothing left to take.
    await sign(part!.transaction);
    await eventually("read", async () => (await reclaim()).done.length === 2);
    const again = await programme();
    assert.deepEqual(again.totals, totals);
    assert.equal(again.fundCents, fundCents);
    const { done } = await reclaim();
    assert.deepEqual(
      done.map(({ totalCents }) => totalCents),
      [plan.totalCents, "0"],
    );
  });

  it("leaves books that agree with the chain", async () => {
    await eventually("agreed", async () => {
      const since = Date.now() - 5_000;
      const { differences, checkedAt } = await treasury().api.get<Reconciliation>(
        `${path()}/reconciliation`,
      );
      return differences.length === 0 && new Date(checkedAt).getTime() > since;
    });
  });
});
