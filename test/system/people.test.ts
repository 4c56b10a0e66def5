import { strict as assert } from "node:assert";

import writeExcelFile from "write-excel-file/node";

import { ApiProblem } from "../../scripts/scenario/api-client.ts";
import { type PlayedTown, eventually, refusalOf, startPlayedTown } from "../support/played-town.ts";
import { startReplica } from "../support/replica.ts";
import { run } from "../support/throwaway-postgres.ts";

type Due = { id: string; programme: string; amountCents: string; issuedCents: string };
type Person = {
  id: string;
  version: number;
  surname: string;
  name: string;
  fiscalCode: string;
  householdSize: number;
  entitlements: (Due & { withdrawnAt?: string })[];
  cards: { number: string }[];
  changes: { kind: string; reason: string; before?: string; after?: string }[];
};
type People = { items: Person[]; next?: string };
type Report = {
  created: number;
  errors: { row: number; code: string }[];
  warnings: { row: number; code: string; message: string }[];
  rejected?: string;
};

const REASON = "Richiesta prot. 12 del 3 giugno";
const COLUMNS = "protocollo;cognome;nome;codice_fiscale;componenti_nucleo;cellulare;importo";

describe("The office's people", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let everybody: Person[];

  before(async () => {
    town = await startPlayedTown({ keyIn: "file" });
    everybody = (await list("shown=true")).items;
  });

  after(() => town?.stack.stop());

  const api = () => town.desk.desk.api;
  const list = (query: string) => api().get<People>(`/api/beneficiaries?${query}`);
  const read = (id: string) => api().get<Person>(`/api/beneficiaries/${id}`);
  const looks = async () => {
    type Page = { items: { subject?: string; details: object }[] };
    return (await api().get<Page>("/api/audit?act=people_seen&limit=200")).items;
  };
  const ids = (people: People) => people.items.map(({ id }) => id);

  async function send(path: string, csv: Uint8Array<ArrayBuffer>): Promise<Report> {
    return api()
      .post<Report>(path, { csv })
      .catch((error: unknown) => {
        if (error instanceof ApiProblem && "errors" in error.problem)
          return error.problem as unknown as Report;
        throw error;
      });
  }

  const importInto = (programmeId: string, csv: Uint8Array<ArrayBuffer>, dryRun: boolean) =>
    send(`/api/programmes/${programmeId}/beneficiaries/import?dryRun=${dryRun}`, csv);

  it("are masked until somebody asks, and each look is written down without a name", async () => {
    const before = (await looks()).length;
    const masked = await list("");
    assert.equal(masked.items.length, everybody.length);
    for (const { surname, name, fiscalCode } of masked.items) {
      assert.match(surname, /^.•••$/u);
      assert.match(name, /^.•••$/u);
      assert.match(fiscalCode, /^•+.{4}$/);
    }
    assert.equal((await looks()).length, before);
    const [person] = everybody;
    assert.equal((await read(person!.id)).surname, person!.surname);
    const [look] = await looks();
    assert.equal(look!.subject, person!.id);
    assert.deepEqual(look!.details, { people: 1 });
    assert.ok(!JSON.stringify(await looks()).includes(person!.surname));
  });

  it("are masked in the list of cards too, where each look is written down as well", async () => {
    type Cards = { items: { id: string; holder: { surname: string; name: string } }[] };
    const cards = (query: string) => api().get<Cards>(`/api/cards?${query}`);
    const before = (await looks()).length;
    const masked = (await cards("limit=200")).items;
    assert.ok(masked.length > 1);
    for (const { holder } of masked)
      for (const name of [holder.surname, holder.name]) assert.match(name, /^.•••$/u);
    assert.equal((await looks()).length, before);
    const shown = (await cards("limit=200&shown=true")).items;
    const names = new Set(everybody.map(({ surname }) => surname));
    for (const { holder } of shown) assert.ok(names.has(holder.surname), holder.surname);
    assert.deepEqual((await looks())[0]!.details, { people: shown.length });
    const [person] = everybody;
    const [one] = (await cards(`shown=true&search=${person!.cards[0]!.number}`)).items;
    assert.equal(one!.holder.surname, person!.surname);
    assert.equal((await looks())[0]!.subject, one!.id);
    assert.equal((await looks()).length, before + 2);
    // What an act answers shows nobody either.
    type Card = Cards["items"][number];
    const answer = await api().post<Card>(`/api/cards/${one!.id}/unblock`);
    assert.match(answer.holder.surname, /^.•••$/u);
  });

  for (const path of ["/api/cards", "/api/beneficiaries"])
    it(`are all met once, page by page, in ${path}`, async () => {
      type Page = { items: { id: string }[]; next?: string };
      const page = (query: string) => api().get<Page>(`${path}?${query}`);
      const whole = await page("limit=200");
      assert.equal(whole.next, undefined);
      const met: string[] = [];
      for (let after = ""; ;) {
        const { items, next } = await page(`limit=3${after}`);
        met.push(...items.map(({ id }) => id));
        if (next === undefined) break;
        assert.equal(items.length, 3);
        after = `&after=${encodeURIComponent(next)}`;
      }
      assert.ok(met.length > 6);
      assert.deepEqual(
        met,
        whole.items.map(({ id }) => id),
      );
      // An address that somebody has cut short leads nowhere, and breaks nothing.
      for (const place of ["2026", "2026-99-99T00:00:00.000000Z_x", "'; drop table card --", "_"])
        assert.deepEqual(await page(`after=${encodeURIComponent(place)}`), { items: [] });
    });

  it("are found by fiscal code, by card, and by the beginning of any name", async () => {
    for (const person of everybody) {
      assert.deepEqual(ids(await list(`search=${person.fiscalCode}`)), [person.id]);
      const found = ids(await list(`search=${encodeURIComponent(person.surname.slice(0, 6))}`));
      assert.ok(found.includes(person.id), person.surname);
      const both = encodeURIComponent(`${person.name} ${person.surname}`.toLowerCase());
      assert.ok(ids(await list(`search=${both}`)).includes(person.id), both);
      const { number } = person.cards[0]!;
      assert.deepEqual(ids(await list(`search=${number}`)), [person.id]);
    }
    for (const nobody of ["zzz", "RSSMRA80A01H501U", "%25", "'; drop table card", "00000000"])
      assert.deepEqual((await list(`search=${encodeURIComponent(nobody)}`)).items, [], nobody);
  });

  it("are paged without missing or repeating anybody, whatever the order", async () => {
    for (const filter of ["", `programmeId=${town.programmeId}`]) {
      const seen: string[] = [];
      for (let after = ""; ;) {
        const page = await list(`${filter}&limit=5${after}`);
        seen.push(...ids(page));
        if (page.next === undefined) break;
        after = `&after=${encodeURIComponent(page.next)}`;
      }
      assert.equal(seen.length, everybody.length);
      assert.equal(new Set(seen).size, everybody.length);
    }
  });

  it("lie in the database without a name that could be read, or found without the key", async () => {
    const rows = await run<{ text: string }>(
      town.stack.ownerUrl,
      `select b::text || coalesce(string_agg(k::text, ''), '') as text from beneficiary as b
       left join beneficiary_name_key as k on k.beneficiary_id = b.id group by b.id, b::text`,
    );
    const text = rows.map((row) => row.text).join();
    for (const { surname, fiscalCode } of everybody)
      for (const word of [surname, fiscalCode]) {
        assert.ok(!text.includes(word));
        assert.ok(!text.includes(Buffer.from(word).toString("hex")));
      }
  });

  it("are corrected with a reason, found under the new name, and the second of two officers is told", async () => {
    const person = await read(everybody[1]!.id);
    const { version, fiscalCode, householdSize, name } = person;
    const change = { surname: "Zappalà", name, fiscalCode, householdSize, version };
    const path = `/api/beneficiaries/${person.id}/change`;
    const missing = await refusalOf(api().post(path, { json: { ...change, reason: "" } }));
    assert.equal(missing.code, "malformed_request");
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => api().post<Person>(path, { json: { ...change, reason: REASON } })),
    );
    const refused = outcomes.filter(({ status }) => status === "rejected");
    assert.equal(refused.length, 1);
    assert.equal((refused[0] as { reason: ApiProblem }).reason.code, "changed_meanwhile");
    const changed = await read(person.id);
    assert.equal(changed.version, version + 1);
    assert.equal(changed.changes[0]!.reason, REASON);
    assert.ok(changed.changes[0]!.before!.includes(person.surname));
    assert.deepEqual(ids(await list("search=zappala")), [person.id]);
    assert.ok(!ids(await list(`search=${person.surname}`)).includes(person.id));
    const other = { ...change, version: version + 1, fiscalCode: everybody[2]!.fiscalCode };
    const known = await refusalOf(api().post(path, { json: { ...other, reason: REASON } }));
    assert.equal(known.code, "person_known");
  });

  const act = (due: Due, what: string, json: object) =>
    api().post<Person>(`/api/entitlements/${due.id}/${what}`, { json });

  it("are never due less than was issued, nor all together more than the fund", async () => {
    const { version, entitlements } = await read(everybody[3]!.id);
    const [due] = entitlements;
    const order = { version, reason: REASON };
    const lower = { ...order, amountCents: (BigInt(due!.amountCents) - 1n).toString() };
    const below = await refusalOf(act(due!, "amount", lower));
    assert.equal(below.code, "below_issued");
    const higher = { ...order, amountCents: (BigInt(due!.amountCents) + 1n).toString() };
    assert.equal((await refusalOf(act(due!, "amount", higher))).code, "above_fund");
    assert.equal((await read(everybody[3]!.id)).version, version);
  });

  it("are withdrawn, free their share of the fund, and come back as long as it is there", async () => {
    const [one, other] = [await read(everybody[4]!.id), await read(everybody[5]!.id)];
    const order = { version: one.version, reason: REASON };
    const withdrawn = await act(one.entitlements[0]!, "withdrawal", order);
    assert.ok(withdrawn.entitlements[0]!.withdrawnAt !== undefined);
    const raised = {
      ...{ version: other.version, reason: REASON },
      amountCents: (BigInt(other.entitlements[0]!.amountCents) + 1n).toString(),
    };
    await act(other.entitlements[0]!, "amount", raised);
    const again = { version: withdrawn.version, reason: REASON };
    const full = await refusalOf(act(one.entitlements[0]!, "readmission", again));
    assert.equal(full.code, "above_fund");
    const back = { ...raised, version: other.version + 1 };
    const lowered = { ...back, amountCents: other.entitlements[0]!.amountCents };
    await act(other.entitlements[0]!, "amount", lowered);
    const readmitted = await act(one.entitlements[0]!, "readmission", again);
    assert.equal(readmitted.entitlements[0]!.withdrawnAt, undefined);
    assert.deepEqual(
      readmitted.changes.map(({ kind }) => kind),
      ["readmission", "withdrawal"],
    );
  });

  it("are issued nothing more once withdrawn", async () => {
    const one = await read(everybody[6]!.id);
    const [due] = one.entitlements;
    await run(
      town.stack.ownerUrl,
      "update programme set fund_cents = fund_cents + 10000 where id = $1",
      [town.programmeId],
    );
    const raised = (BigInt(due!.amountCents) + 500n).toString();
    const order = { version: one.version, reason: REASON };
    const { version } = await act(due!, "amount", { ...order, amountCents: raised });
    await act(due!, "withdrawal", { version, reason: REASON });
    const issuance = api().post(`/api/programmes/${town.programmeId}/issuances`);
    assert.equal((await refusalOf(issuance)).code, "nothing_to_do");
  });

  it("come from an XLSX workbook as from CSV, with those due elsewhere named", async () => {
    const second = await town.play.openProgramme("Secondo programma", { fundCents: "100000000" });
    const imported = (await list(`programmeId=${second}&shown=true`)).items;
    assert.equal(imported.length, everybody.length);
    const header = COLUMNS.split(";").map((value) => ({ value }));
    const row = ["N/1", "Ferrari", "Ugo", "FRRGUO70A01H501X", 2, "", 12.5].map((value) => ({
      value,
    }));
    const file = await writeExcelFile([header, row] as never).toBuffer();
    const report = await importInto(second, Uint8Array.from(file), true);
    assert.deepEqual(
      report.errors.map(({ row: at, code }) => [at, code]),
      [[2, "wrong_check_character"]],
    );
    assert.match(report.rejected!, /^\uFEFF"protocollo";.*"che_cosa_non_va"\r\n"N\/1";"Ferrari"/);
    const again = await importInto(second, Uint8Array.from(town.files.beneficiaries), true);
    const elsewhere = again.warnings.filter(({ code }) => code === "due_elsewhere");
    // All but the one who was withdrawn there.
    assert.equal(elsewhere.length, everybody.length - 1);
    assert.match(elsewhere[0]!.message, /Beneficiaria anche di «Buoni spesa di prova»/);
  });

  it("are refused row by row in a file that runs nothing where it is opened", async () => {
    const lines = `${COLUMNS}\r\n=1+1;@Rossi;-Ada;SBAGLIATO;1;;1,00\r\n`;
    const report = await importInto(town.programmeId, Uint8Array.from(Buffer.from(lines)), false);
    assert.equal(report.created, 0);
    assert.match(report.rejected!, /"'=1\+1";"'@Rossi";"'-Ada";"SBAGLIATO"/);
  });

  it("who were stored before people were filed are filed by the service", async () => {
    const { ownerUrl } = town.stack;
    await run(ownerUrl, "delete from beneficiary_name_key");
    await run(ownerUrl, "update beneficiary set is_filed = false");
    const { surname, id } = everybody[0]!;
    const search = `search=${encodeURIComponent(surname)}`;
    assert.deepEqual((await list(search)).items, []);
    const replica = await startReplica(town.stack, {});
    const isFound = async () => ids(await list(search)).includes(id);
    await eventually("everybody is filed", isFound).finally(() => replica.stop());
  });
});
