import { strict as assert } from "node:assert";

import { encodeCode } from "../../core/card/card-code.ts";
import type { OrganiserSheet } from "../../server/actions/organiser-access.ts";
import type { ClaimSheet } from "../../server/actions/code-sheets.ts";
import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type {
  Campaign,
  CivicActionDetail,
  Claimed,
  Mint,
  Organiser,
} from "../../web/src/shared/api/types.ts";
import { LocalValueOffice } from "../support/local-value.ts";
import {
  type PlayedTown,
  cardAt,
  eventually,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const inMs = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

/** 0,50 for each; the caps are small, so that those who farm meet them at once. In cents. */
const TERMS = {
  ...{ name: "Paese pulito", act: "Delibera G.C. 14/2027", kind: "actions", centsEach: "50" },
  ...{ budgetCents: "1000", cardCents: "150", householdCents: "150", cardDayCents: "80" },
};
const ACTION = { title: "Puliamo il torrente", place: "Ponte vecchio", organiser: "Pro loco" };

describe("Civic actions and claimed codes", function () {
  this.timeout(300_000);
  let town: PlayedTown;
  let campaign: Campaign;

  before(async () => {
    town = await startPlayedTown({ keyIn: "file" });
    await LocalValueOffice.open(town.stack);
    const json = { ...TERMS, rewardsFrom: inMs(-MINUTE_MS), rewardsUntil: inMs(30 * DAY_MS) };
    type Draft = { campaign: Campaign; transaction: TransactionRequest };
    const draft = await town.desk.treasury.api.post<Draft>("/api/campaigns", { json });
    ({ campaign } = draft);
    await town.desk.treasury.sign(draft.transaction);
    await eventually("open", async () => (await read()).state === "open");
  });

  after(() => town?.stack.stop());

  const api = () => town.desk.treasury.api;
  const other = () => town.desk.desk.api;
  const read = () => api().get<Campaign>(`/api/campaigns/${campaign.id}`);
  const query = <Row extends object>(text: string, values: unknown[] = []) =>
    run<Row>(town.stack.ownerUrl, text, values);
  const earned = async () => Number((await read()).earnedCents);
  const earnedBy = (card: number) =>
    query<{ sum: string }>(
      `select coalesce(sum(amount_cents), 0)::text as sum from reward_entry
       join card on card.id = card_id where card.number = $1`,
      [cardAt(town, card).number],
    ).then(([row]) => Number(row!.sum));

  const createAction = (change: object = {}) =>
    api().post<CivicActionDetail>(`/api/campaigns/${campaign.id}/actions`, {
      json: {
        ...{ ...ACTION, places: 20, rewardCents: "50" },
        ...{ startsAt: inMs(-MINUTE_MS / 2), endsAt: inMs(60 * MINUTE_MS), ...change },
      },
    });
  const sheetOf = async (id: string) =>
    (await api().sheets<OrganiserSheet>(`/api/actions/${id}/access`))[0]!;
  async function organise({ code, pin }: { code: string; pin: string }): Promise<ApiClient> {
    const organiser = new ApiClient(town.stack.url);
    await organiser.post("/api/organisers", { json: { code, pin } });
    return organiser;
  }
  const checkIn = (organiser: ApiClient, card: number) =>
    organiser.post<Organiser>("/api/organisers/current/presences", {
      json: { cardCode: cardAt(town, card).code },
    });
  const action = (id: string) => api().get<CivicActionDetail>(`/api/actions/${id}`);
  const decide = (id: string, presenceIds: string[], verdict: string, by = other()) =>
    by.post<CivicActionDetail>(`/api/actions/${id}/decisions`, {
      json: { presenceIds, verdict, reason: "Vista la nota di chi organizza" },
    });
  /** An action where one organiser checks these cards in, and a second person approves all. */
  async function approveAll(cards: readonly number[]): Promise<void> {
    const { id } = await createAction();
    const organiser = await organise(await sheetOf(id));
    for (const card of cards) await checkIn(organiser, card);
    const { presences } = await action(id);
    await decide(
      id,
      presences.map((presence) => presence.id),
      "approved",
    );
  }

  it("are refused with what is wrong, and worth no more than the campaign decided", async () => {
    const wrong: readonly [object, string][] = [
      [{ rewardCents: "51" }, "rewardCents"],
      [{ rewardCents: "0" }, "rewardCents"],
      [{ endsAt: inMs(-MINUTE_MS) }, "endsAt"],
      [{ endsAt: inMs(8 * DAY_MS) }, "endsAt"],
      [{ startsAt: inMs(-DAY_MS) }, "startsAt"],
      [{ places: 0 }, "places"],
      [{ startsAt: inMs(29 * DAY_MS), endsAt: inMs(31 * DAY_MS) }, "endsAt"],
    ];
    for (const [change, field] of wrong) {
      const { code, problem } = await refusalOf(createAction(change));
      assert.equal(code, "malformed_request", field);
      const fields = (problem["details"] as { field: string }[]).map((one) => one.field);
      assert.ok(fields.includes(field), `${field}: ${fields.join()}`);
    }
  });

  it("open to who has sheet and PIN, until the sheet is ended or made anew", async () => {
    const { id } = await createAction();
    const first = await sheetOf(id);
    const stranger = new ApiClient(town.stack.url);
    assert.equal((await refusalOf(checkIn(stranger, 0))).code, "organiser_required");
    const wrong = { code: first.code, pin: first.pin === "000000" ? "000001" : "000000" };
    for (let guess = 0; guess < 5; guess += 1)
      assert.equal((await refusalOf(organise(wrong))).code, "wrong_pin");
    assert.equal((await refusalOf(organise(first))).code, "too_many_codes", "the right one too");
    const next = await sheetOf(id);
    assert.equal((await refusalOf(organise(first))).code, "organiser_required");
    const organiser = await organise(next);
    await checkIn(organiser, 0);
    await api().delete(`/api/actions/${id}/access`);
    assert.equal((await refusalOf(checkIn(organiser, 1))).code, "organiser_required");
    assert.equal((await action(id)).presences.length, 1, "what was checked in stays");
  });

  it("show who organises how many are there, and nobody", async () => {
    const { id } = await createAction();
    const organiser = await organise(await sheetOf(id));
    const view = await checkIn(organiser, 0);
    assert.deepEqual(Object.keys(view).sort(), [
      ...["endsAt", "organiser", "place", "places", "present", "startsAt", "title"],
    ]);
    assert.equal(view.present, 1);
    assert.equal(JSON.stringify(view).includes(cardAt(town, 0).number), false);
    for (const path of [`/api/actions/${id}`, "/api/cards"])
      assert.equal((await refusalOf(organiser.get(path))).code, "session_required", path);
  });

  it("take a card once, however often and however fast it is scanned", async () => {
    const { id } = await createAction({ places: 2 });
    const organiser = await organise(await sheetOf(id));
    const scans = await Promise.allSettled(Array.from({ length: 8 }, () => checkIn(organiser, 0)));
    assert.equal(scans.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal((await refusalOf(checkIn(organiser, 0))).code, "already_checked_in");
    const last = await Promise.allSettled([1, 2, 3].map((card) => checkIn(organiser, card)));
    assert.equal(last.filter(({ status }) => status === "fulfilled").length, 1, "the last place");
    assert.equal((await refusalOf(checkIn(organiser, 4))).code, "no_places_left");
  });

  it("bound the scanning of codes that are no card's", async () => {
    const { id } = await createAction();
    const organiser = await organise(await sheetOf(id));
    const guess = (byte: number) =>
      organiser.post("/api/organisers/current/presences", {
        json: { cardCode: encodeCode("card", new Uint8Array(16).fill(byte)) },
      });
    for (let byte = 1; byte <= 20; byte += 1)
      assert.equal((await refusalOf(guess(byte))).code, "unknown_code");
    assert.equal((await refusalOf(guess(21))).code, "too_many_codes");
  });

  it("are earned when a second person approves, once, and never by who made the sheet", async () => {
    const { id } = await createAction();
    const organiser = await organise(await sheetOf(id));
    for (const card of [0, 1, 2]) await checkIn(organiser, card);
    await organiser.post("/api/organisers/current/note", { json: { note: "Sei sacchi raccolti" } });
    assert.equal(await earned(), 0);
    const { note, presences } = await action(id);
    assert.equal(note, "Sei sacchi raccolti");
    const [one, two, three] = presences.map((presence) => presence.id) as [string, string, string];
    const alone = await refusalOf(decide(id, [one], "approved", api()));
    assert.equal(alone.code, "second_person_needed");
    const twice = await Promise.allSettled([
      decide(id, [one, two], "approved"),
      decide(id, [one, two], "approved"),
    ]);
    assert.equal(twice.filter(({ status }) => status === "fulfilled").length, 1);
    await decide(id, [three], "rejected");
    assert.equal(await earned(), 100);
    assert.deepEqual([await earnedBy(0), await earnedBy(1), await earnedBy(2)], [50, 50, 0]);
    assert.equal((await refusalOf(checkIn(organiser, 2))).code, "already_checked_in");
    const [{ state, reason }] = (await action(id)).presences as [CivicActionDetail["presences"][0]];
    assert.deepEqual([state, reason], ["approved", "Vista la nota di chi organizza"]);
    const [sealed] = await query<{ count: string }>(
      "select count(*)::text as count from presence where encode(sealed_reason, 'escape') like '%nota%'",
    );
    assert.equal(sealed!.count, "0");
  });

  it("end at the card's caps where an organiser checks an absent card in again and again", async () => {
    // Whoever has a photograph of the QR can scan it; what is earned is on that card, and no more than this.
    for (let round = 0; round < 3; round += 1) await approveAll([0]);
    assert.equal(await earnedBy(0), 80);
    const rows = await query<{ cents: string; bound: string | null }>(
      `select amount_cents::text as cents, bound_by as bound from reward_entry
       join card on card.id = card_id where card.number = $1 order by entered_at`,
      [cardAt(town, 0).number],
    );
    assert.deepEqual(
      rows.map(({ cents, bound }) => [cents, bound]),
      [...[["50", null]], ...[["30", "cardDay"]], ...[["0", "cardDay"]], ...[["0", "cardDay"]]],
    );
  });

  const print = (codes: number, change: object = {}) =>
    api().sheets<ClaimSheet>(`/api/campaigns/${campaign.id}/codes`, {
      json: {
        ...{ title: "Ecopunto via Roma", codes, rewardCents: "40" },
        ...{ expiresAt: inMs(DAY_MS), ...change },
      },
    });
  const claim = (card: number, claimCode: string) =>
    new ApiClient(town.stack.url).post<Claimed>("/api/claims", {
      json: {
        ...{ cardCode: cardAt(town, card).code, password: cardAt(town, card).password },
        claimCode,
      },
    });

  it("promise with codes no more than the budget has left, and keep none of them", async () => {
    const left = 1_000 - (await earned());
    const refused = await refusalOf(print(Math.floor(left / 40) + 1));
    assert.deepEqual([refused.code, refused.problem["leftCents"]], ["above_fund", String(left)]);
    const sheets = await print(6);
    assert.equal(new Set(sheets.map(({ code }) => code)).size, 6);
    assert.equal((await refusalOf(print(Math.floor(left / 40) - 5))).code, "above_fund");
    const rows = await query<{ row: string }>(
      "select encode(code_lookup, 'escape') || claim_code::text as row from claim_code",
    );
    assert.ok(rows.length >= 6);
    const kept = rows.map(({ row }) => row).join();
    for (const { code } of sheets) assert.equal(kept.includes(code), false);
    const batches = await api().get<{ claimed: number; id: string }[]>(
      `/api/campaigns/${campaign.id}/codes`,
    );
    await api().delete(`/api/codes/${batches[0]!.id}`);
    assert.equal((await refusalOf(claim(3, sheets[0]!.code))).code, "code_withdrawn");
  });

  it("give a code to one card, once, also where two claim it in the same millisecond", async () => {
    const [first, second] = await print(2);
    const both = await Promise.allSettled([claim(3, first!.code), claim(4, first!.code)]);
    assert.equal(both.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal((await earnedBy(3)) + (await earnedBy(4)), 40);
    const same = await Promise.allSettled(Array.from({ length: 4 }, () => claim(5, second!.code)));
    assert.equal(same.filter(({ status }) => status === "fulfilled").length, 1);
    const replay = await refusalOf(claim(5, second!.code));
    assert.deepEqual([replay.code, replay.problem["byThisCard"]], ["code_used", true]);
    const foreign = await refusalOf(claim(6, second!.code));
    assert.deepEqual([foreign.code, foreign.problem["byThisCard"]], ["code_used", false]);
    assert.equal(await earnedBy(5), 40);
    assert.equal(await earnedBy(6), 0);
  });

  it("keep a code good for another where a card has earned all it may", async () => {
    const sheets = await print(4);
    const codes = sheets.map(({ code }) => code);
    const amounts = [await claim(7, codes[0]!), await claim(7, codes[1]!)];
    assert.deepEqual(
      amounts.map(({ amountCents }) => amountCents),
      ["40", "40"],
    );
    const refused = await refusalOf(claim(7, codes[2]!));
    assert.deepEqual(
      [refused.code, refused.problem["boundBy"]],
      ["nothing_left_to_earn", "cardDay"],
    );
    type Page = { items: { id: string; number: string }[] };
    const { items } = await other().get<Page>(`/api/cards?search=${cardAt(town, 8).number}`);
    const path = `/api/cards/${items[0]!.id}/claims`;
    const claimed = await other().post<Claimed>(path, { json: { claimCode: codes[2] } });
    assert.equal(claimed.amountCents, "40");
    await query("update code_batch set expires_at = now() - interval '1 second'");
    assert.equal((await refusalOf(claim(9, codes[3]!))).code, "code_expired");
    const acts = await other().get<Page>("/api/audit?act=code_claimed");
    assert.equal(acts.items.length, 1);
  });

  it("bound the guessing of codes, and say so", async () => {
    const guess = (byte: number) => claim(9, encodeCode("claim", new Uint8Array(16).fill(byte)));
    for (let byte = 1; byte <= 10; byte += 1)
      assert.equal((await refusalOf(guess(byte))).code, "wrong_claim_code");
    assert.equal((await refusalOf(guess(11))).code, "too_many_codes");
    assert.equal((await refusalOf(claim(9, "P123"))).code, "invalid_code");
    assert.equal((await refusalOf(claim(9, cardAt(town, 9).code))).code, "wrong_kind_of_code");
  });

  it("end at the campaign's budget where an organiser and an officer farm all they can", async () => {
    const cards = Array.from({ length: 20 }, (_, card) => card);
    const numbers = new Set(cards.map((card) => cardAt(town, card).number));
    const own = cards.slice(0, numbers.size);
    for (let round = 0; round < 3; round += 1) await approveAll(own);
    const { earnedCents, budgetCents } = await read();
    assert.ok(Number(earnedCents) <= Number(budgetCents));
    assert.equal(Number(earnedCents), Math.min(Number(budgetCents), numbers.size * 80));
  });

  it("stand in the copy that a person may ask for, with what was decided and why", async () => {
    const [row] = await query<{ id: string }>(
      "select beneficiary_id as id from card where number = $1",
      [cardAt(town, 0).number],
    );
    type Copy = {
      rewards: { campaign: string; amountCents: string }[];
      civicActions: { title: string; state: string; reason?: string }[];
    };
    const copy = await other().post<Copy>(`/api/beneficiaries/${row!.id}/export`, {
      json: { ground: "request", format: "json" },
    });
    assert.equal(copy.rewards[0]!.campaign, "Paese pulito");
    const approved = copy.civicActions.find(({ state }) => state === "approved")!;
    assert.equal(approved.title, "Puliamo il torrente");
    assert.equal(approved.reason, "Vista la nota di chi organizza");
  });

  it("are credited like purchases: netted, one sum for each card, by two officers", async () => {
    await query(`
      lock table reward_entry in access exclusive mode;
      alter table reward_entry disable trigger user;
      update reward_entry set earned_on = earned_on - 1;
      alter table reward_entry enable trigger user;
    `);
    type Signable = Mint & { transaction: TransactionRequest };
    const mint = await other().post<Signable>(`/api/campaigns/${campaign.id}/mints`);
    assert.equal(mint.totalCents, (await read()).earnedCents);
    await town.desk.treasury.sign(mint.transaction);
    await eventually("minted", async () => (await read()).mintedCents === mint.totalCents);
    const balances = await query<{ number: string; cents: string }>(
      `select card.number, sum(confirmed_cents)::text as cents from account join card on card.id = card_id
       join token on token.id = account.programme_id where token.kind = 'local' group by card.number
       order by card.number`,
    );
    const sums = await query<{ number: string; cents: string }>(
      `select card.number, sum(amount_cents)::text as cents from reward_entry
       join card on card.id = card_id group by card.number having sum(amount_cents) > 0 order by card.number`,
    );
    assert.deepEqual(balances, sums);
    assert.match(campaign.ref, /^0x03/, "the kind, and nobody, is on chain");
  });
});
