import { strict as assert } from "node:assert";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { Custody } from "../../server/custody/custody.ts";
import { watchTills } from "../../server/payments/unusual-use.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { openDatabase } from "../../server/shared/database.ts";
import { wrongPassword } from "../attacks/guessing.ts";
import {
  type PlayedTown,
  cardAt,
  eventually,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

type Case = {
  tillId: string;
  rule: string;
  day: string;
  figure: number;
  merchant: { id: string; businessName: string };
  closedAt?: string;
  outcome?: string;
};
type Till = { id: string; wrongPasswords: number; lockedUntil?: string };

const NO_GUESSES = { wrong: 0, lockedUntil: undefined };

describe("A till's unusual use", function () {
  this.timeout(240_000);
  let town: PlayedTown;
  let desk: ApiClient;

  before(async () => {
    town = await startPlayedTown();
    desk = town.desk.desk.api;
  });
  after(() => town?.stack.stop());

  /** A round of the watch at once: the service's own comes every quarter of a minute. */
  async function watch(): Promise<void> {
    const readGuesses: Custody["readGuesses"] = async (tills) => tills.map(() => NO_GUESSES);
    const custody = { readGuesses } as Custody;
    const db = openDatabase(town.stack.replica.databaseUrl, 1);
    await watchTills({ db, custody, clock: systemClock }).finally(() => db.destroy());
  }

  const casesOf = async (tillId: string) =>
    (await desk.get<Case[]>("/api/unusual-use")).filter((one) => one.tillId === tillId);

  async function openTill(shop: number) {
    const { code: activationCode, password } = town.play.sheets[shop]!;
    const client = new ApiClient(town.stack.url);
    const json = { activationCode, password, label: `Prova ${shop}` };
    const { id, merchant } = await client.post<{ id: string; merchant: { id: string } }>(
      "/api/tills",
      { json },
    );
    return { client, id, merchantId: merchant.id };
  }

  it("is seen where most sales are of whole tens of euros, and not in an honest shop", async () => {
    const { client, id } = await openTill(0);
    const honest = await openTill(1);
    for (let sale = 0; sale < 10; sale += 1)
      await client.post("/api/payments", { json: paymentOf(cardAt(town, sale % 6), "1000") });
    for (let sale = 0; sale < 10; sale += 1)
      await honest.client.post("/api/payments", {
        json: paymentOf(cardAt(town, sale % 6), "1234"),
      });
    // At night there is more to see: what is asked here is the rule of whole tens.
    const roundOf = async (till: string) =>
      (await casesOf(till)).filter(({ rule }) => rule === "round");
    await eventually("the rule seen", async () => (await roundOf(id)).length > 0);
    const [seen] = await roundOf(id);
    assert.deepEqual([seen!.figure, seen!.day], [10, dayInRome(new Date())]);
    assert.deepEqual(await roundOf(honest.id), []);
    await eventually("the alarm", async () => {
      const metrics = await (await fetch(`${town.stack.url}/metrics`)).text();
      return metrics.includes('borgo_unusual_use{rule="round"} 1');
    });
  });

  it("is closed by an officer with what came of it, once, and stays in the list", async () => {
    const [open] = await desk.get<Case[]>("/api/unusual-use");
    const path = `/api/unusual-use/${open!.tillId}/${open!.rule}/${open!.day}/outcome`;
    const json = { outcome: "Sentito il negozio: festa del patrono, aperto di notte." };
    await desk.post(path, { json });
    assert.equal((await refusalOf(desk.post(path, { json }))).code, "not_found");
    const same = (one: Case) => one.tillId === open!.tillId && one.rule === open!.rule;
    const closed = (await desk.get<Case[]>("/api/unusual-use")).find(same);
    assert.equal(closed!.outcome, json.outcome);
  });

  it("is seen where passwords are tried, and the office unlocks the till", async () => {
    const { client, id, merchantId } = await openTill(2);
    const honest = paymentOf(cardAt(town, 11), "10");
    let code = "";
    for (let guess = 0; code !== "too_many_tries"; guess += 1) {
      const card = cardAt(town, guess % 11);
      const guessed = { ...card, password: wrongPassword(card, guess) };
      const json = paymentOf(guessed, "10");
      ({ code } = await refusalOf(client.post("/api/payments", { json })));
      assert.ok(guess < 40, "the till is never locked");
    }
    assert.equal((await refusalOf(client.post("/api/payments", { json: honest }))).status, 429);
    await eventually("wrong passwords seen", async () =>
      (await casesOf(id)).some(({ rule }) => rule === "wrong_passwords"),
    );
    const tills = await desk.get<Till[]>(`/api/merchants/${merchantId}/tills`);
    const locked = tills.find((till) => till.id === id)!;
    assert.ok(locked.wrongPasswords >= 20 && locked.lockedUntil !== undefined);
    await desk.post(`/api/merchants/${merchantId}/tills/${id}/unlock`);
    const after = await desk.get<Till[]>(`/api/merchants/${merchantId}/tills`);
    assert.equal(after.find((till) => till.id === id)!.lockedUntil, undefined);
    await client.post("/api/payments", { json: honest });
    const elsewhere = `/api/merchants/${town.programmeId}/tills/${id}/unlock`;
    assert.equal((await refusalOf(desk.post(elsewhere))).code, "not_found");
  });

  it("is seen where many cards come to one till while shops are closed", async () => {
    const { client, id } = await openTill(3);
    for (let card = 0; card < 6; card += 1)
      await client.post("/api/payments", { json: paymentOf(cardAt(town, card), "123") });
    await run(town.stack.ownerUrl, happenedAtNight(id));
    type Row = { rule: string; figure: number; day: string };
    await watch();
    const seen = await run<Row>(
      town.stack.ownerUrl,
      "select rule, figure, day::text from unusual_use where till_id = $1",
      [id],
    );
    assert.deepEqual(seen, [{ rule: "night", figure: 6, day: dayInRome(new Date()) }]);
  });

  it("is seen over all tills of a shop, against what the shop usually does", async () => {
    const { client, id } = await openTill(4);
    const pay = (card: number, amount: string) =>
      client.post("/api/payments", { json: paymentOf(cardAt(town, card), amount) });
    const ruleOf = async (rule: string) => (await casesOf(id)).find((one) => one.rule === rule);
    for (let card = 0; card < 6; card += 1) await pay(card, "100");
    await run(town.stack.ownerUrl, happenedOnDaysBefore(id));
    for (let card = 6; card < 9; card += 1) await pay(card, "20000");
    await watch();
    assert.equal((await ruleOf("volume"))?.figure, 600);
    assert.equal(await ruleOf("split"), undefined);
    for (let sale = 0; sale < 12; sale += 1) await pay(sale % 4, "3");
    await watch();
    assert.equal((await ruleOf("split"))?.figure, 4);
    assert.equal(await ruleOf("last_days"), undefined);
    await run(
      town.stack.ownerUrl,
      `update programme set spendable_until = now() + interval '2 days'`,
    );
    await watch();
    assert.equal((await ruleOf("last_days"))?.figure, 15);
  });
});

function dayInRome(instant: Date): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Rome" }).format(instant);
}

/**
 * What was accepted never changes, save for its owner. The lock waits for those who settle meanwhile before anything
 * is held that they might want: taken later, the two would wait for each other.
 */
const UNGUARDED = `
  lock table payment in access exclusive mode;
  alter table payment disable trigger user;`;

/** Puts a till's payments to half past midnight of today in Rome. */
function happenedAtNight(tillId: string): string {
  return `
    ${UNGUARDED}
    update payment set accepted_at =
      (date_trunc('day', now() at time zone 'Europe/Rome') + interval '30 minutes') at time zone 'Europe/Rome'
    where till_id = '${tillId}';
    alter table payment enable trigger user;
  `;
}

/** Spreads a till's payments over the days before today, one a day. */
function happenedOnDaysBefore(tillId: string): string {
  return `
    ${UNGUARDED}
    update payment set accepted_at = accepted_at - days * interval '1 day'
    from (
      select id, row_number() over (order by id) as days from payment where till_id = '${tillId}'
    ) as numbered
    where numbered.id = payment.id;
    alter table payment enable trigger user;
  `;
}
