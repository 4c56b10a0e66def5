import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";

import pg from "pg";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import { rewardPurchases } from "../../server/campaigns/earn-purchases.ts";
import { type Database, openDatabase } from "../../server/shared/database.ts";
import { systemRandom } from "../../server/shared/random.ts";
import type { Campaign, Mint, Person } from "../../web/src/shared/api/types.ts";
import { LocalValueOffice } from "../support/local-value.ts";
import {
  type PlayedTown,
  cardAt,
  eventually,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { rebuildIndex } from "../support/rebuild-index.ts";
import { run } from "../support/throwaway-postgres.ts";

const DAY_MS = 86_400_000;
type Draft = { campaign: Campaign; transaction: TransactionRequest };
type Signable = Mint & { transaction: TransactionRequest; cancellation: TransactionRequest };

/** 5 % of each purchase; the caps are small, so that those who farm meet them at once. In cents. */
const TERMS = {
  ...{ name: "Compro vicino", act: "Delibera G.C. 12/2027", kind: "purchases", basisPoints: 500 },
  ...{ budgetCents: "600", cardCents: "150", householdCents: "150", cardDayCents: "100" },
  ...{ merchantCents: "250", merchantDayCents: "200", categories: [] },
};

describe("Rewards of purchases", function () {
  this.timeout(300_000);
  let town: PlayedTown;
  let campaign: Campaign;
  const tills: ApiClient[] = [];
  let db: Database;

  before(async () => {
    town = await startPlayedTown({ keyIn: "file", terms: { fundCents: "1000000" } });
    await LocalValueOffice.open(town.stack);
    db = openDatabase(town.stack.replica.databaseUrl, 4);
    for (const { code: activationCode, password } of town.play.sheets.slice(0, 3)) {
      const till = new ApiClient(town.stack.url);
      await till.post("/api/tills", { json: { activationCode, password, label: "Premi" } });
      tills.push(till);
    }
    const rewardsFrom = new Date(Date.now() - 60_000).toISOString();
    const rewardsUntil = new Date(Date.now() + 30 * DAY_MS).toISOString();
    const json = { ...TERMS, rewardsFrom, rewardsUntil };
    const draft = await town.desk.treasury.api.post<Draft>("/api/campaigns", { json });
    ({ campaign } = draft);
    await town.desk.treasury.sign(draft.transaction);
    await eventually("open", async () => (await read()).state === "open");
  });

  after(async () => {
    await db?.destroy();
    await town?.stack.stop();
  });

  /** The job's round, without its wait; the service's own goes on beside it. */
  const judge = () => rewardPurchases({ db, random: systemRandom });

  const query = <Row extends object>(text: string, values: unknown[] = []) =>
    run<Row>(town.stack.ownerUrl, text, values);
  const read = () => town.desk.desk.api.get<Campaign>(`/api/campaigns/${campaign.id}`);
  const mints = () => town.desk.desk.api.get<Signable[]>(`/api/campaigns/${campaign.id}/mints`);
  const prepare = () => town.desk.desk.api.post<Signable>(`/api/campaigns/${campaign.id}/mints`);

  async function buy(card: number, shop: number, amountCents: string): Promise<string> {
    const json = paymentOf(cardAt(town, card), amountCents);
    await tills[shop]!.post("/api/payments", { json });
    return json.paymentId;
  }

  /** What a payment's entries gave, once as many as expected are there. */
  async function given(paymentId: string, entries = 1) {
    const rows = () =>
      query<{ cents: string; bound: string | null }>(
        `select amount_cents::text as cents, bound_by as bound from reward_entry
         where payment_id = $1 and campaign_id = $2 order by number`,
        [paymentId, campaign.id],
      );
    await judge();
    await eventually("judged", async () => (await rows()).length === entries);
    return (await rows()).map(({ cents, bound }) => [Number(cents), bound]);
  }

  const ofCard = (card: number) =>
    query<{ sum: string }>(
      `select coalesce(sum(amount_cents), 0)::text as sum from reward_entry
       join card on card.id = card_id where card.number = $1 and campaign_id = $2`,
      [cardAt(town, card).number, campaign.id],
    ).then(([row]) => Number(row!.sum));

  /** Puts what was earned today to yesterday, the caps by day with it. */
  const dayPasses = () =>
    query(`
      lock table reward_entry in access exclusive mode;
      alter table reward_entry disable trigger user;
      update reward_entry set earned_on = earned_on - 1;
      alter table reward_entry enable trigger user;
    `);

  it("are the rate's share, rounded down to the cent, and given once", async () => {
    const payment = await buy(0, 0, "1239");
    assert.deepEqual(await given(payment), [[61, null]]);
    await Promise.all(Array.from({ length: 4 }, judge));
    assert.deepEqual(await given(payment), [[61, null]]);
  });

  it("are no more for a purchase in parts than for the whole", async () => {
    let sum = 0;
    for (let part = 0; part < 5; part += 1)
      for (const [cents] of await given(await buy(1, 1, "199"))) sum += Number(cents);
    assert.equal(sum, 45);
    assert.ok(sum <= Math.floor((5 * 199 * 5) / 100));
  });

  it("are given to a purchase that commits when later ones were judged already", async () => {
    // Too little for a cent: an entry shows that it was judged, and no cap is touched.
    const model = await buy(11, 2, "19");
    assert.deepEqual(await given(model), [[0, null]]);
    const late = randomUUID();
    const open = new pg.Client({ connectionString: town.stack.ownerUrl });
    await open.connect();
    try {
      await open.query("begin");
      await open.query(
        `insert into payment select (jsonb_populate_record(payment, jsonb_build_object('id', $2::uuid))).*
         from payment where id = $1`,
        [model, late],
      );
      assert.deepEqual(await given(await buy(12, 2, "19")), [[0, null]]);
      assert.equal(await judge(), 0, "nothing is looked at again");
      await open.query("commit");
    } finally {
      await open.end();
    }
    assert.deepEqual(await given(late), [[0, null]]);
    const behind = await query(
      `select from purchase_news, campaign
       where campaign.id = $1 and (number is null or number > judged_up_to)`,
      [campaign.id],
    );
    assert.equal(behind.length, 0);
  });

  it("are taken back with a purchase that was voided", async () => {
    const payment = await buy(2, 2, "1000");
    assert.deepEqual(await given(payment), [[50, null]]);
    await tills[2]!.post(`/api/payments/${payment}/void`);
    assert.deepEqual(await given(payment, 2), [
      [50, null],
      [-50, null],
    ]);
    assert.equal(await ofCard(2), 0);
  });

  it("are taken back in part with a purchase that was reversed in part", async () => {
    const payment = await buy(3, 2, "1000");
    await given(payment);
    type Payment = { state: string };
    await eventually("settled", async () => {
      const { state } = await tills[2]!.get<Payment>(`/api/payments/${payment}`);
      return state === "settled";
    });
    const { code: activationCode, password } = town.play.sheets[2]!;
    await tills[2]!.post(`/api/payments/${payment}/reversals`, {
      json: {
        ...{ reversalId: crypto.randomUUID(), amountCents: "401" },
        ...{ activationCode, password },
      },
    });
    assert.deepEqual(await given(payment, 2), [
      [50, null],
      [-21, null],
    ]);
    assert.equal(await ofCard(3), 29);
  });

  it("end at the card's cap of the day, and of the campaign, however often it buys", async () => {
    assert.deepEqual(await given(await buy(0, 1, "2000")), [[39, "cardDay"]]);
    assert.deepEqual(await given(await buy(0, 2, "2000")), [[0, "cardDay"]]);
    await dayPasses();
    assert.deepEqual(await given(await buy(0, 1, "3000")), [[50, "household"]]);
    assert.deepEqual(await given(await buy(0, 1, "3000")), [[0, "household"]]);
    assert.equal(await ofCard(0), 150);
  });

  it("end at the household's cap on its second card too", async () => {
    const { number } = cardAt(town, 0);
    await query(
      `update beneficiary set household_size = 2 where id = (select beneficiary_id from card where number = $1)`,
      [number],
    );
    const { api } = town.desk.desk;
    const { items } = await api.get<{ items: Person[] }>(`/api/beneficiaries?search=${number}`);
    const [{ id, version, entitlements }] = items as [Person];
    const json = { surname: "Amato", name: "Rita", sharePercent: 99 };
    const [second] = await api.sheets<CardSheet>(`/api/beneficiaries/${id}/second-card`, { json });
    const due = entitlements[0]!;
    const amountCents = String(BigInt(due.amountCents) + 3000n);
    await api.post(`/api/entitlements/${due.id}/amount`, {
      json: { amountCents, version, reason: "una prova" },
    });
    await town.play.recharge(town.programmeId);
    const payment = paymentOf(second!, "2000");
    await tills[2]!.post("/api/payments", { json: payment });
    assert.deepEqual(await given(payment.paymentId), [[0, "household"]]);
  });

  it("end at the shop's cap where it rings up every card that it can get hold of", async () => {
    const ring: number[] = [];
    for (const card of [4, 5, 6, 7]) {
      const [[cents]] = (await given(await buy(card, 0, "2000"))) as [[number]];
      ring.push(cents);
    }
    // 61 of its 250 were earned the day before.
    assert.deepEqual(ring, [100, 89, 0, 0]);
  });

  it("end at the campaign's budget where a ring of shops and cards farms all it can", async () => {
    for (const card of [8, 9, 10])
      for (const shop of [1, 2]) await given(await buy(card, shop, "2000"));
    const { earnedCents, budgetCents } = await read();
    assert.equal(earnedCents, budgetCents);
    assert.deepEqual(await given(await buy(3, 2, "500")), [[0, "budget"]]);
  });

  it("wait for their day's end, then are credited netted, one sum for each card, once", async () => {
    const first = await prepare();
    const before = Number(first.totalCents);
    assert.equal((await refusalOf(prepare())).problem["state"], "prepared");
    await assert.rejects(town.desk.desk.sign(first.transaction), "the social worker may not mint");
    await town.desk.treasury.sign(first.transaction);
    await assert.rejects(town.desk.treasury.sign(first.transaction), "minted twice");
    await eventually("minted", async () => (await mints())[0]!.state === "issued");
    assert.equal((await read()).mintedCents, String(before));
    // Of today's nothing is minted.
    assert.equal((await refusalOf(prepare())).code, "nothing_to_do");
    await dayPasses();
    const second = await prepare();
    const { earnedCents } = await read();
    assert.equal(before + Number(second.totalCents), Number(earnedCents));
  });

  it("are free again where their mint was cancelled, and credited by another", async () => {
    const [cancelled] = await mints();
    await town.desk.treasury.sign(cancelled!.cancellation);
    await assert.rejects(town.desk.treasury.sign(cancelled!.transaction), "used up");
    await eventually("cancelled", async () => (await mints())[0]!.state === "cancelled");
    const again = await prepare();
    assert.equal(again.totalCents, cancelled!.totalCents);
    await town.desk.treasury.sign(again.transaction);
    await eventually("minted", async () => (await mints())[0]!.state === "issued");
    const { earnedCents, mintedCents, budgetCents } = await read();
    assert.deepEqual([mintedCents, earnedCents], [budgetCents, budgetCents]);
    assert.equal((await refusalOf(prepare())).code, "nothing_to_do");
  });

  it("are on the cards to the cent, and the chain read anew says the same", async () => {
    const balances = () =>
      query<{ number: string; cents: string }>(
        `select card.number, sum(confirmed_cents)::text as cents from account join card on card.id = card_id
         join token on token.id = account.programme_id where token.kind = 'local' group by card.number order by card.number`,
      );
    const earned = await query<{ number: string; cents: string }>(
      `select card.number, sum(amount_cents)::text as cents from reward_entry join card on card.id = card_id
       group by card.number having sum(amount_cents) > 0 order by card.number`,
    );
    assert.deepEqual(await balances(), earned);
    const before = await mints();
    await rebuildIndex(town.stack);
    assert.deepEqual(await balances(), earned);
    assert.deepEqual(await mints(), before);
  });

  it("say nothing of a person on chain: the event names the campaign, its kind and a count", async () => {
    const events = await query<{ args: { campaign: string; ref: string } }>(
      "select args from chain_event where name = 'Rewarded' and args ->> 'campaign' = $1",
      [campaign.ref],
    );
    assert.equal(events.length, 3);
    for (const { args } of events) {
      assert.match(args.campaign, /^0x01/);
      assert.deepEqual(Object.keys(args).sort(), ["accounts", "campaign", "ref", "total"]);
    }
  });
});
