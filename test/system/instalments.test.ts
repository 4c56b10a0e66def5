import { strict as assert } from "node:assert";

import { civilMonth } from "#core/programme/instalments.ts";

import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import type {
  AssignmentReport,
  Card,
  CardCounts,
  CardView,
  Issuance,
  IssuanceSchedule,
  Person,
  PersonWithChanges,
  Programme,
} from "../../web/src/shared/api/types.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAndTill,
  eventually,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

/** Cents for households of one, two, three, four or more: not divisible by three. */
const TABLE = ["10000", "15001", "20002", "25000"];
const REASON = "Delibera G.C. 20 del 4 maggio";
const INSTALMENTS = 3;

describe("Amounts by household, paid by the month", function () {
  this.timeout(240_000);
  let town: PlayedTown;
  let programmeId: string;
  let people: Person[];

  before(async () => {
    town = await startPlayedTown();
    programmeId = await town.play.openProgramme("Buoni del mese");
    const path = `/api/beneficiaries?programmeId=${programmeId}&shown=true&limit=200`;
    people = (await api().get<{ items: Person[] }>(path)).items;
  });
  after(() => town?.stack.stop());

  const api = () => town.desk.desk.api;
  const path = () => `/api/programmes/${programmeId}`;
  const assign = (amountsCents: string[], expected?: object) =>
    api().post<AssignmentReport>(`${path()}/assignment`, {
      json: { amountsCents, reason: REASON, ...(expected === undefined ? {} : { expected }) },
    });
  const amountOf = ({ householdSize }: Person) => BigInt(TABLE[Math.min(householdSize, 4) - 1]!);
  const whole = () => people.reduce((sum, person) => sum + amountOf(person), 0n);
  const programme = () => api().get<Programme>(path());
  const issuances = () => api().get<Issuance[]>(`${path()}/issuances`);
  const changePlan = (json: object) =>
    api().post<IssuanceSchedule>(`${path()}/issuance-schedule`, { json });
  const owner = (text: string) => run(town.stack.ownerUrl, text);

  async function signNewest(): Promise<void> {
    const [newest] = await issuances();
    for (const { transaction } of newest!.chunks)
      await town.desk.treasury.sign(transaction as TransactionRequest);
    await eventually("signed", async () => {
      const [signed] = await issuances();
      return signed!.chunks.every(({ state }) => state === "issued");
    });
  }

  it("are tried first: what they come to, and what nobody would mean", async () => {
    const dry = await assign(TABLE);
    assert.equal(dry.isDone, false);
    assert.equal(dry.people, people.length);
    assert.equal(dry.totalCents, String(whole()));
    assert.equal((await programme()).entitledCents, dry.beforeCents, "nothing is written");
    assert.equal((await refusalOf(assign(["200", "100"]))).code, "malformed_request");
    assert.equal((await refusalOf(assign(["0"]))).code, "malformed_request");
  });

  it("are assigned as the trial said or not at all, each with its reason", async () => {
    const { changes, totalCents } = await assign(TABLE);
    const stale = assign(TABLE, { changes: changes + 1, totalCents });
    assert.equal((await refusalOf(stale)).code, "changed_meanwhile");
    const rich = ["1000000000"];
    const all = await assign(rich);
    const above = await refusalOf(
      assign(rich, { changes: all.changes, totalCents: all.totalCents }),
    );
    assert.equal(above.code, "above_fund");
    assert.equal((await assign(TABLE, { changes, totalCents })).isDone, true);
    assert.equal((await programme()).entitledCents, String(whole()));
    const again = await refusalOf(assign(TABLE, { changes: 0, totalCents }));
    assert.equal(again.code, "nothing_to_do");
    const changed = people.find((person) => {
      const due = person.entitlements.find((one) => one.programmeId === programmeId);
      return BigInt(due!.amountCents) !== amountOf(person);
    });
    const seen = await api().get<PersonWithChanges>(`/api/beneficiaries/${changed!.id}`);
    assert.equal(seen.changes[0]!.reason, REASON);
    assert.ok(seen.version > changed!.version, "who has the person open is told");
  });

  it("come due by the month and are prepared without being asked, once", async () => {
    const lastMonth = new Date();
    lastMonth.setUTCDate(0);
    const plan = { instalments: INSTALMENTS, firstMonth: civilMonth(lastMonth) };
    const { schedule } = await changePlan({ plan });
    assert.equal(schedule!.due, 2);
    await eventually("prepared", async () => (await issuances()).length === 1);
    const [first] = await issuances();
    const expected = people.reduce((sum, one) => sum + (amountOf(one) * 2n) / 3n, 0n);
    assert.equal(first!.totalCents, String(expected));
    assert.equal(first!.isScheduled, true);
    assert.equal(first!.comparison, undefined);
    assert.equal(first!.preparedBy, schedule!.setBy, "so that another person signs it");
    // A replica that had not heard of it prepares the month again: nothing is due any more.
    await owner("update issuance_schedule set prepared_month = null");
    await eventually("taken again", async () => {
      const rows = await owner("select from issuance_schedule where prepared_month is not null");
      return rows.length === 1;
    });
    assert.equal((await issuances()).length, 1);
    await signNewest();
  });

  it("reach the whole amount to the cent with the last month, and show how they differ", async () => {
    await owner(
      `update issuance_schedule set prepared_month = null, first_month = first_month - interval '1 month'`,
    );
    await eventually("prepared", async () => (await issuances()).length === 2);
    const [last, first] = await issuances();
    assert.equal(last!.comparison!.less, people.length);
    assert.equal(last!.comparison!.previousCents, first!.totalCents);
    assert.deepEqual(
      first!.chunks.map(({ transaction }) => transaction),
      first!.chunks.map(() => undefined),
    );
    await signNewest();
    const { totals } = await programme();
    assert.equal(totals.issuedCents, String(whole()));
    assert.equal(last!.comparison!.added + last!.comparison!.gone + last!.comparison!.more, 0);
  });

  it("are not lowered below what was issued, and the plan is not changed behind a colleague's back", async () => {
    const lower = TABLE.map((amount) => String(BigInt(amount) - 1n));
    const { changes, totalCents, belowIssued } = await assign(lower);
    assert.equal(belowIssued.length, people.length);
    const refused = await refusalOf(assign(lower, { changes, totalCents }));
    assert.equal(refused.code, "below_issued");
    const stale = { seen: new Date(0).toISOString() };
    assert.equal((await refusalOf(changePlan(stale))).code, "changed_meanwhile");
    assert.equal((await refusalOf(changePlan({}))).code, "changed_meanwhile");
    const { schedule } = await api().get<IssuanceSchedule>(`${path()}/issuance-schedule`);
    assert.deepEqual(await changePlan({ seen: schedule!.setAt }), {});
  });

  describe("for a household with two cards", () => {
    const MEMBER = { surname: "Di Stefano", name: "Agata Rosalia" };
    let first: CardSheet;
    let second: CardSheet & { holder: typeof MEMBER };
    let id: string;

    before(() => {
      const person = people.find(({ householdSize }) => householdSize === 2)!;
      id = person.id;
      first = town.play.cardOf(person.entitlements[0]!.protocol)!;
    });

    const issueSecond = (to: string, sharePercent = 40) =>
      api().sheets<typeof second>(`/api/beneficiaries/${to}/second-card`, {
        json: { ...MEMBER, sharePercent },
      });
    const person = () => api().get<PersonWithChanges>(`/api/beneficiaries/${id}`);
    const cardOf = async ({ number }: CardSheet) =>
      (await api().get<{ items: Card[] }>(`/api/cards?search=${number}&shown=true`)).items[0]!;
    const act = async (sheet: CardSheet, what: string, json: object = { reason: "una prova" }) =>
      api().post<Card>(`/api/cards/${(await cardOf(sheet)).id}/${what}`, { json });
    const prepare = () => api().post<Issuance>(`${path()}/issuances`);
    const balances = () =>
      Promise.all([first, second].map((sheet) => balanceOf(town.stack.url, sheet)));
    const historyOf = async ({ code: cardCode, password }: CardSheet) =>
      (await api().post<CardView>("/api/card-views", { json: { cardCode, password } })).movements;

    /** Makes so many cents more due, and answers what each of the two cards got of them. */
    async function dueMore(cents: bigint): Promise<bigint[]> {
      const { version, entitlements } = await person();
      const due = entitlements.find((one) => one.programmeId === programmeId)!;
      const amountCents = String(BigInt(due.amountCents) + cents);
      await api().post(`/api/entitlements/${due.id}/amount`, {
        json: { amountCents, version, reason: REASON },
      });
      const before = await balances();
      // Two officers at once: one prepares, the other is told that nothing is due any more.
      const both = await Promise.allSettled([prepare(), prepare()]);
      assert.equal(both.filter(({ status }) => status === "fulfilled").length, 1);
      const [newest] = await issuances();
      assert.equal(newest!.totalCents, String(cents));
      await signNewest();
      assert.equal((await refusalOf(prepare())).code, "nothing_to_do");
      return (await balances()).map((balance, index) => balance - before[index]!);
    }

    it("is given the second one once, where there is somebody to carry it", async () => {
      const alone = people.find(({ householdSize }) => householdSize === 1)!;
      assert.equal((await refusalOf(issueSecond(alone.id))).code, "household_of_one");
      assert.equal((await refusalOf(issueSecond(id, 100))).code, "malformed_request");
      const both = await Promise.allSettled([issueSecond(id), issueSecond(id)]);
      const made = both.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
      assert.equal(made.length, 1);
      second = made[0]!;
      assert.equal((await refusalOf(issueSecond(id))).code, "second_card_known");
      assert.deepEqual(second.holder, MEMBER);
      assert.equal(second.protocol, first.protocol);
      const [shown] = (await person()).cards;
      assert.deepEqual(shown!.second, { member: MEMBER, sharePercent: 40 });
      const counts = await api().get<CardCounts>(`${path()}/card-counts`);
      assert.deepEqual([counts.none, counts.active], [0, people.length]);
      assert.equal(await balanceOf(town.stack.url, second), 0n);
    });

    it("gets what one card would get, divided to the cent and once", async () => {
      assert.deepEqual(await dueMore(3001n), [1801n, 1200n]);
      await act(second, "share", { sharePercent: 99 });
      assert.deepEqual(await dueMore(1n), [1n, 0n]);
      assert.equal(
        (await refusalOf(act(first, "share", { sharePercent: 5 }))).code,
        "not_a_second_card",
      );
      const { totals } = await programme();
      assert.equal(totals.issuedCents, String(whole() + 3002n));
    });

    it("has two histories, and no account in both", async () => {
      const { till } = cardAndTill(town, 0);
      const before = await historyOf(first);
      await till.post("/api/payments", { json: paymentOf(second, "250") });
      assert.deepEqual(await historyOf(first), before);
      assert.equal((await historyOf(second)).filter(({ kind }) => kind === "payment").length, 1);
      const shared = await owner(
        `select from account a join card c on c.id = a.card_id and c.number = '${first.number}'
         join account b on b.address = a.address join card d on d.id = b.card_id and d.number = '${second.number}'`,
      );
      assert.equal(shared.length, 0);
    });

    it("keeps the other card while one is blocked, replaced or closed, and gets its recharge there", async () => {
      const { till } = cardAndTill(town, 0);
      await act(second, "block");
      assert.equal(
        (await refusalOf(till.post("/api/payments", { json: paymentOf(second, "1") }))).code,
        "card_not_active",
      );
      await till.post("/api/payments", { json: paymentOf(first, "100") });
      const { id: old } = await cardOf(second);
      const json = { reason: "smarrita" };
      const [fresh] = await api().sheets<typeof second>(`/api/cards/${old}/replacement`, { json });
      second = fresh!;
      assert.deepEqual(second.holder, MEMBER);
      assert.equal((await cardOf(second)).sharePercent, 99);
      await act(second, "block");
      assert.deepEqual(await dueMore(500n), [500n, 0n]);
      await act(second, "unblock", {});
      await act(first, "closure", { reason: "decesso" });
      const none = await refusalOf(api().sheets(`${path()}/cards`));
      assert.equal(none.code, "nothing_to_do", "the household has a card");
    });

    it("is told of the member in the copy of its data", async () => {
      const answer = await api().send("POST", `/api/beneficiaries/${id}/export`, "*/*", {
        json: { ground: "request", format: "text" },
      });
      assert.ok((await answer.text()).includes(`${MEMBER.surname} ${MEMBER.name}: 99 %`));
    });
  });
});
