import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";

import type { RewardBound } from "#core/campaign/judge-reward.ts";
import { cents } from "#core/shared/money.ts";

import type { CampaignTerms } from "../../server/campaigns/campaign-desk.ts";
import { rewardPurchases } from "../../server/campaigns/earn-purchases.ts";
import { readMonetaryPolicy } from "../../server/campaigns/monetary-policy.ts";
import { simulateCampaign } from "../../server/campaigns/simulate-campaign.ts";
import { type Database, openDatabase } from "../../server/shared/database.ts";
import { systemRandom } from "../../server/shared/random.ts";
import { type Card, PastTown, type Shop } from "../support/past-town.ts";
import { tableContents } from "../support/table-contents.ts";
import { type TestDatabase, startTestDatabase } from "../support/throwaway-postgres.ts";

/** A Wednesday noon in Rome. */
const NOW = new Date("2027-06-16T10:00:00Z");
const DAY_MS = 86_400_000;

describe("The monetary policy desk", function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let db: Database;
  let town: PastTown;
  const clock = { now: () => NOW };
  const ago = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

  before(async () => {
    database = await startTestDatabase();
    db = openDatabase(database.apiUrl, 4);
    town = await PastTown.open(database.ownerUrl);
    await town.category(0, "Alimentari");
    await town.category(1, "Ferramenta");
    await town.category(2, "Farmacia");
  });

  after(async () => {
    await town?.close();
    await db?.destroy();
    await database?.stop();
  });

  const policy = (days = 30) => readMonetaryPolicy({ db, clock }, days);

  it("says of a town without local value that there is nothing, not that it is all well", async () => {
    const figures = await policy();
    assert.equal(figures.mintedCents, "0");
    assert.ok(!("velocityHundredths" in figures));
    assert.deepEqual(figures.weeks, []);
    assert.ok(figures.held.every(({ holders }) => holders === 0));
  });

  let rita: Card;
  let bruno: Card;
  let baker: Shop;

  it("tells from the chain's movements what was earned, passed on, and passed on again", async () => {
    [rita, bruno] = [await town.card(), await town.card()];
    baker = await town.shop("Forno", 0, 50);
    const smith = await town.shop("Ferramenta Uno", 1, 20);
    await town.shop("Alimentari Due", 0, 100);
    await town.shop("Farmacia Tre", 2);
    const stranger = town.address();
    await town.moves(undefined, rita.account, 1000n, ago(20));
    await town.moves(undefined, bruno.account, 1000n, ago(10));
    await town.moves(rita.account, bruno.account, 200n, ago(9));
    await town.moves(rita.account, baker.account, 800n, ago(8));
    await town.moves(bruno.account, baker.account, 1200n, ago(2));
    await town.moves(baker.account, stranger, 500n, ago(1));
    await town.moves(bruno.account, smith.account, 0n, ago(1));
    const figures = await policy();
    assert.equal(figures.mintedCents, "2000");
    assert.deepEqual(
      figures.held.map(({ kind, holders, totalCents }) => [kind, holders, totalCents]),
      [
        ["card", 2, "0"],
        ["shop", 1, "1500"],
        ["own", 1, "500"],
      ],
    );
    assert.deepEqual(figures.recirculation, { receivedCents: "2700", respentCents: "700" });
    assert.deepEqual(figures.shopRecirculation, { receivedCents: "2000", respentCents: "500" });
    // 1,000 for 20 of 30 days and 1,000 for 10: 1,000 on average, of which 2,700 moved.
    assert.deepEqual([figures.averageCents, figures.movedCents], ["1000", "2700"]);
    assert.equal(figures.velocityHundredths, Math.floor((270_000 * 365) / 30_000));
    assert.equal(figures.hoarding.count, 0);
    assert.deepEqual(figures.weeks, [
      { week: "2027-05-24", mintedCents: "1000", movedCents: "0" },
      { week: "2027-05-31", mintedCents: "1000", movedCents: "0" },
      { week: "2027-06-07", mintedCents: "0", movedCents: "1000" },
      { week: "2027-06-14", mintedCents: "0", movedCents: "1700" },
    ]);
  });

  it("tells where it never arrives: shops that take it and got none, by category", async () => {
    const { categories, unreached } = await policy();
    assert.deepEqual(categories, [
      { category: "Alimentari", shops: 2, taking: 2, reached: 1, receivedCents: "2000" },
      { category: "Farmacia", shops: 1, taking: 0, reached: 0, receivedCents: "0" },
      { category: "Ferramenta", shops: 1, taking: 1, reached: 0, receivedCents: "0" },
    ]);
    assert.deepEqual(
      unreached.shops.map(({ alias }) => alias),
      ["Alimentari Due", "Ferramenta Uno"],
    );
  });

  it("takes a card and what replaces it for one holder: a handover passes nothing on", async () => {
    const before = await policy();
    const second = await town.card({ replaces: bruno });
    await town.moves(undefined, bruno.account, 300n, ago(1));
    await town.moves(bruno.account, second.account, 300n, ago(1));
    const after = await policy();
    assert.equal(after.movedCents, before.movedCents);
    assert.deepEqual(after.recirculation, before.recirculation);
    assert.deepEqual(after.held[0], { kind: "card", holders: 2, totalCents: "300" });
  });

  it("takes what a shop gave back for never paid, also where the database forgot the reversal", async () => {
    const before = await policy();
    const grocer = await town.shop("Alimentari Nove", 0, 10);
    await town.moves(undefined, rita.account, 100n, ago(1));
    const paid = await town.moves(rita.account, grocer.account, 100n, ago(1));
    const back = await town.moves(grocer.account, rita.account, 60n, ago(1));
    assert.equal((await policy()).shopRecirculation.respentCents, "560");
    await town.wasGivenBack(back, paid);
    const known = await policy();
    assert.deepEqual(known.shopRecirculation, { receivedCents: "2040", respentCents: "500" });
    assert.equal(BigInt(known.movedCents) - BigInt(before.movedCents), 40n);
    assert.deepEqual(known.hoarding, {
      ...{ count: 1, heldCents: "40" },
      shops: [
        {
          ...{ id: grocer.id, alias: "Alimentari Nove", category: "Alimentari" },
          ...{ receivedCents: "40", heldCents: "40" },
        },
      ],
    });
    await town.query(
      `with lost as (delete from signed_transfer where settled_transaction = $1 returning *)
       insert into recovered_transfer (digest, programme_id, from_account, to_account, amount_cents, nonce,
         transaction_hash, settled_block, settled_at)
       select digest, programme_id, from_account, to_account, amount_cents, nonce, settled_transaction, 1, now()
       from lost`,
      [back.transaction],
    );
    assert.deepEqual(await policy(), known);
  });

  it("counts what was passed on again by the order of time, and nothing that was given back", async () => {
    const before = BigInt((await policy()).recirculation.respentCents);
    const respent = async () => BigInt((await policy()).recirculation.respentCents) - before;
    const [anna, dora] = [await town.card(), await town.card()];
    await town.moves(undefined, anna.account, 100n, ago(1));
    await town.moves(anna.account, dora.account, 100n, ago(1));
    const paid = await town.moves(dora.account, baker.account, 70n, ago(1));
    assert.equal(await respent(), 70n);
    // What she earns afterwards was not there to be spent before.
    await town.moves(undefined, dora.account, 500n, ago(1));
    assert.equal(await respent(), 70n);
    const back = await town.moves(baker.account, dora.account, 50n, ago(1));
    await town.wasGivenBack(back, paid);
    assert.equal(await respent(), 20n);
    await town.moves(dora.account, baker.account, 580n, ago(1));
    assert.equal(await respent(), 100n);
  });

  it("says how concentrated it is from ten holders on, and names none of them", async () => {
    assert.ok((await policy()).held.every((one) => !("concentration" in one)));
    for (let more = 0; more < 6; more += 1)
      await town.moves(undefined, (await town.card()).account, 100n, ago(1));
    const figures = await policy();
    // Two with nothing, Rita 60, six with 100, Bruno 300: Σ(2i−11)x = −300 + 1200 + 2700 = 3600; by 10·960: 0.375.
    assert.deepEqual(figures.held[0], {
      ...{ kind: "card", holders: 10, totalCents: "960" },
      concentration: { topHolders: 1, topCents: "300", giniBasisPoints: 3750 },
    });
    const said = JSON.stringify(figures);
    for (const { id, account, household } of [rita, bruno])
      for (const secret of [id, account, household]) assert.ok(!said.includes(secret));
  });

  const year: CampaignTerms = {
    ...{ kind: "purchases", basisPoints: 1000, categories: [] },
    ...{ budgetCents: cents(1000n), cardCents: cents(200n), householdCents: cents(240n) },
    ...{ cardDayCents: cents(120n), merchantCents: cents(750n), merchantDayCents: cents(200n) },
    rewardsFrom: new Date("2027-06-30T22:00:00Z"),
    rewardsUntil: new Date("2027-07-31T22:00:00Z"),
  };
  const may = {
    pastFrom: new Date("2027-04-30T22:00:00Z"),
    pastUntil: new Date("2027-05-31T22:00:00Z"),
  };
  const trial = async (change: Partial<CampaignTerms> = {}, past = may) => {
    const tried = await simulateCampaign({ db, clock }, { terms: { ...year, ...change }, ...past });
    assert.ok(tried.ok, JSON.stringify(tried));
    return tried.value;
  };

  it("tries a campaign on a past without purchases, and says that there were none", async () => {
    const { events, costCents, days, pastDays } = await trial();
    assert.deepEqual(
      { events, costCents, days, pastDays },
      {
        ...{ events: 0, costCents: "0", days: 31, pastDays: 31 },
      },
    );
  });

  it("tries it to the cent as the real judges reward the same purchases", async () => {
    const first = await town.card();
    const cards = [first, await town.card({ second: first })];
    for (let more = 0; more < 6; more += 1) cards.push(await town.card());
    const shops = [baker, await town.shop("Ferramenta Due", 1)];
    for (let sale = 0; sale < 60; sale += 1) {
      const at = new Date(Date.UTC(2027, 4, 1 + Math.floor(sale / 4), 8 + (sale % 4)));
      const price = BigInt(137 + ((sale * 379) % 1900));
      const local = sale % 7 === 0 ? 50n : 0n;
      const payment = await town.buys(
        cards[sale % 8]!,
        shops[sale % 5 === 0 ? 1 : 0]!,
        price,
        at,
        local,
      );
      if (sale % 9 === 0) await town.gaveBack(payment, 37n, at);
    }
    const before = await tableContents(database.ownerUrl);
    const tried = await trial();
    assert.deepEqual(await tableContents(database.ownerUrl), before, "something was stored");
    await openReal({ ...year, rewardsFrom: may.pastFrom, rewardsUntil: may.pastUntil });
    await rewardPurchases({ db, random: systemRandom });
    const real = await town.query<{ bound: RewardBound; times: number; sum: string }>(
      `select bound_by as bound, count(*)::int as times, sum(amount_cents)::text as sum from reward_entry group by 1`,
    );
    const cost = real.reduce((total, { sum }) => total + BigInt(sum), 0n);
    assert.deepEqual([tried.events, tried.judged], [60, 60]);
    assert.equal(tried.costCents, String(cost));
    assert.ok(cost > 0n && BigInt(tried.uncappedCents) > cost);
    for (const { bound, times } of tried.cuts)
      assert.equal(times, real.find((one) => one.bound === bound)?.times ?? 0, bound);
    const met = tried.cuts.filter(({ times }) => times > 0).map(({ bound }) => bound);
    assert.deepEqual(met, ["budget", "household", "card", "cardDay", "merchant", "merchantDay"]);
    const days = await town.query<{ day: number; sum: string }>(
      `select extract(day from earned_on)::int - 1 as day, sum(amount_cents)::text as sum from reward_entry
       group by 1 having sum(amount_cents) > 0`,
    );
    for (const { day, sum } of days) assert.equal(tried.dayCents[day], sum);
    assert.equal(tried.budgetEndsOnDay, Math.max(...days.map(({ day }) => day)));
    assert.deepEqual(tried.shopsAtCap, ["Forno"]);
  });

  /** An open campaign with these terms, as the treasurer's transaction leaves it. */
  async function openReal(terms: CampaignTerms): Promise<void> {
    await town.query(
      `insert into campaign (id, ref, name, act, kind, basis_points, rewards_from, rewards_until, mintable_until, categories,
         budget_cents, card_cents, household_cents, card_day_cents, merchant_cents, merchant_day_cents, state, opened_at,
         created_by, created_at)
       values ($1, $2, 'Vera', 'Delibera 1', 'purchases', $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12, 'open', now(),
         $13, now())`,
      [
        ...[randomUUID(), `0x01${"0".repeat(62)}`, terms.basisPoints],
        ...[terms.rewardsFrom, terms.rewardsUntil, terms.categories],
        ...[terms.budgetCents, terms.cardCents, terms.householdCents, terms.cardDayCents],
        ...[terms.merchantCents, terms.merchantDayCents, town.address()],
      ],
    );
  }

  it("plays a short past again until a longer campaign is over, and only the start of a long one", async () => {
    const week = { ...may, pastUntil: new Date("2027-05-07T22:00:00Z") };
    const wide = cents(1_000_000n);
    const free: Partial<CampaignTerms> = {
      ...{ budgetCents: wide, cardCents: wide, householdCents: wide, cardDayCents: wide },
      ...{ merchantCents: wide, merchantDayCents: wide },
    };
    const once = await trial({ ...free, rewardsUntil: new Date("2027-07-07T22:00:00Z") }, week);
    const twice = await trial({ ...free, rewardsUntil: new Date("2027-07-14T22:00:00Z") }, week);
    assert.deepEqual([once.events, once.judged, twice.judged], [28, 28, 56]);
    assert.equal(BigInt(twice.costCents), 2n * BigInt(once.costCents));
    assert.deepEqual(twice.dayCents.slice(7), once.dayCents);
    const start = await trial({ ...free, rewardsUntil: new Date("2027-07-02T22:00:00Z") }, week);
    assert.deepEqual([start.days, start.judged], [2, 8]);
  });

  it("keeps to the campaign's categories", async () => {
    const all = await trial();
    const [food, iron] = [await trial({ categories: [0] }), await trial({ categories: [1] })];
    assert.equal(food.events + iron.events, all.events);
    assert.equal(food.shops, 1);
    assert.equal((await trial({ categories: [2] })).events, 0);
  });

  it("tries civic actions on those that were rewarded", async () => {
    await town.query(
      "update campaign set kind = 'actions', basis_points = null, cents_each = 500, merchant_cents = null, merchant_day_cents = null",
    );
    const tried = await trialOf("actions");
    assert.deepEqual([tried.events, tried.shops, tried.uncappedCents], [60, 0, "1200"]);
  });

  it("tries as many visits as a link brought in a day, which were one reward", async () => {
    await town.query("update campaign set kind = 'sharing'");
    await town.query(
      `insert into reward_entry (id, campaign_id, share_link_id, number, card_id, beneficiary_id, earned_on, base_cents,
         amount_cents)
       select gen_random_uuid(), campaign_id, gen_random_uuid(), 0, card_id, beneficiary_id, earned_on, 1500, 1500
       from reward_entry limit 1`,
    );
    const tried = await trialOf("sharing");
    assert.deepEqual([tried.events, tried.uncappedCents], [63, "1260"]);
  });

  async function trialOf(kind: "actions" | "sharing") {
    const { basisPoints, merchantCents, merchantDayCents, ...rest } = year;
    void [basisPoints, merchantCents, merchantDayCents];
    const terms = { ...rest, kind, centsEach: cents(20n) };
    const tried = await simulateCampaign({ db, clock }, { terms, ...may });
    assert.ok(tried.ok);
    return tried.value;
  }

  it("refuses what cannot be tried, and says in which field", async () => {
    const wrong = [
      [{ ...may, pastUntil: may.pastFrom }, {}, "pastUntil"],
      [{ pastFrom: ago(-1), pastUntil: ago(-3) }, {}, "pastFrom"],
      [{ pastFrom: ago(800), pastUntil: ago(1) }, {}, "pastUntil"],
      [may, { rewardsUntil: ago(-900) }, "rewardsUntil"],
      [may, { budgetCents: cents(1n) }, "cardCents"],
      [may, { categories: [9] }, "categories"],
    ] as const;
    for (const [past, change, field] of wrong) {
      const tried = await simulateCampaign(
        { db, clock },
        { terms: { ...year, ...change }, ...past },
      );
      assert.ok(!tried.ok, field);
      assert.ok(
        tried.refusal.details.some((one) => one.field === field),
        JSON.stringify(tried),
      );
    }
  });
});
