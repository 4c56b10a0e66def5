import { strict as assert } from "node:assert";

import { civilMonth } from "#core/programme/instalments.ts";

import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type {
  AssignmentReport,
  Issuance,
  IssuanceSchedule,
  Person,
  PersonWithChanges,
  Programme,
} from "../../web/src/shared/api/types.ts";
import { type PlayedTown, eventually, refusalOf, startPlayedTown } from "../support/played-town.ts";
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
});
