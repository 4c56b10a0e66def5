import { strict as assert } from "node:assert";

import type { ApiClient } from "../../scripts/scenario/api-client.ts";
import { ApiProblem } from "../../scripts/scenario/api-client.ts";
import { type Desk, signInDemoDesk } from "../../scripts/scenario/demo-desk.ts";
import { type Stack, startThrowAwayStack } from "../../scripts/stack.ts";

type Report = {
  rows: number;
  valid: number;
  created: number;
  errors: { row: number; column: string; code: string; message: string }[];
};
type People = { items: { surname: string; name: string }[] };

const PEOPLE = "protocollo;cognome;nome;codice_fiscale;componenti_nucleo;cellulare;importo";
const SHOPS = "ragione_sociale;partita_iva;ateco;categoria;indirizzo;iban";
const LUCIA = "2026/0001;Amato;Lucia;MTALCU71C54G273G;1;3353464097;155,00";
const NICOLO = "2026/0002;Bellomo;Nicolò;BLLNCL85S02G273G;4;;1.310,00";
const BAKERY = "Panificio;07374330822;10.71;panificio;;IT60X0542811101000000123456";

describe("An office's files", function () {
  this.timeout(120_000);
  let stack: Stack;
  let officers: Desk;
  let api: ApiClient;
  let programmeId: string;

  before(async () => {
    stack = await startThrowAwayStack();
    officers = await signInDemoDesk(stack.url);
    api = officers.desk.api;
    await merchants(bytes([SHOPS, BAKERY]), false);
    programmeId = await openProgramme();
  });

  after(() => stack?.stop());

  async function openProgramme(): Promise<string> {
    const { programme, transaction } = await api.post<{
      programme: { id: string };
      transaction: Parameters<Desk["treasury"]["sign"]>[0];
    }>("/api/programmes", {
      json: {
        name: "Prova dei file",
        symbol: "BUONI",
        act: "Determinazione n. 2",
        fundCents: "500000",
        spendableFrom: new Date().toISOString(),
        spendableUntil: new Date(Date.now() + 86_400_000).toISOString(),
        categories: [0],
      },
    });
    await officers.treasury.sign(transaction);
    return programme.id;
  }

  const bytes = (lines: string[], encoding: BufferEncoding = "utf8") =>
    Uint8Array.from(Buffer.from(`${lines.join("\r\n")}\r\n`, encoding));

  async function send(path: string, csv: Uint8Array<ArrayBuffer>, dryRun: boolean) {
    try {
      return await api.post<Report>(`${path}?dryRun=${String(dryRun)}`, { csv });
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 422 && "errors" in error.problem)
        return error.problem as Report;
      throw error;
    }
  }

  const people = (csv: Uint8Array<ArrayBuffer>, dryRun: boolean) =>
    send(`/api/programmes/${programmeId}/beneficiaries/import`, csv, dryRun);
  const merchants = (csv: Uint8Array<ArrayBuffer>, dryRun: boolean) =>
    send("/api/merchants/import", csv, dryRun);
  const stored = () => api.get<People>(`/api/beneficiaries?programmeId=${programmeId}&shown=true`);
  const brief = ({ errors }: Report) =>
    errors.map(({ row, column, code }) => `${row} ${column} ${code}`).sort();

  it("are checked cell by cell, and with one error nothing is stored", async () => {
    const lines = [
      PEOPLE,
      LUCIA,
      "2026/0002;Rossi;Ada;BLLNCL85S02G273X;1;;155,00",
      "2026/0001;Verdi;Ugo;91000042170;0;;-5,00",
      "2026/0004;;Ada;MTALCU71C54G273G;due;;1,555",
    ];
    for (const dryRun of [true, false]) {
      const report = await people(bytes(lines), dryRun);
      assert.equal(report.created, 0);
      const found = brief(report);
      for (const expected of [
        "3 codice_fiscale wrong_check_character",
        "4 componenti_nucleo",
        "4 importo",
        "5 cognome missing",
        "5 componenti_nucleo",
        "5 importo",
      ])
        assert.ok(
          found.some((line) => line.startsWith(expected)),
          `${expected} among ${found.join(", ")}`,
        );
      for (const { message } of report.errors) assert.match(message, /[a-zà-ù]{3}.*\.$/);
      assert.equal((await stored()).items.length, 0);
    }
  });

  it("are refused where a person or a protocol comes twice", async () => {
    const again = "2026/0009;Amato;Lucia;MTALCU71C54G273G;1;;155,00";
    const report = await people(bytes([PEOPLE, LUCIA, NICOLO, again, LUCIA]), false);
    const found = brief(report);
    assert.ok(
      found.some((line) => line.startsWith("4 codice_fiscale")),
      found.join(),
    );
    assert.ok(
      found.some((line) => line.startsWith("5 protocollo")),
      found.join(),
    );
    assert.equal((await stored()).items.length, 0);
  });

  it("store nothing on a dry run, and everything after it", async () => {
    const file = bytes([PEOPLE, LUCIA, NICOLO], "latin1");
    const dry = await people(file, true);
    assert.deepEqual([dry.rows, dry.valid, dry.created], [2, 2, 0]);
    assert.equal((await stored()).items.length, 0);
    const real = await people(file, false);
    assert.equal(real.created, 2);
    const { items } = await stored();
    assert.ok(JSON.stringify(items).includes("Nicolò"), "accents of Windows-1252 survive");
  });

  it("are refused a second time, and what was stored stays once", async () => {
    const report = await people(bytes([PEOPLE, LUCIA]), false);
    assert.ok(brief(report).every((line) => line.endsWith("already_known")));
    assert.equal((await stored()).items.length, 2);
  });

  it("name a shop's wrong VAT number and IBAN", async () => {
    const wrong = "Bottega;07374330823;47.11;alimentari;;IT60X0542811101000000123457";
    const report = await merchants(bytes([SHOPS, wrong]), false);
    assert.deepEqual(brief(report), [
      "2 iban wrong_check_character",
      "2 partita_iva wrong_check_character",
    ]);
    const list = await api.get<unknown[]>("/api/merchants");
    assert.equal(list.length, 1);
  });

  it("are stored once where two officers send the same list at once", async () => {
    const sara = "2026/0003;Caruso;Rosalia;CRSRSL49L62A546J;1;;155,00";
    const reports = await Promise.all(
      Array.from({ length: 6 }, () => people(bytes([PEOPLE, sara]), false)),
    );
    assert.equal(reports.filter(({ created }) => created === 1).length, 1);
    assert.equal((await stored()).items.length, 3);
  });

  it("that are none are refused in words", async () => {
    const picture = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]);
    await assert.rejects(people(picture, true), (error: ApiProblem) => {
      assert.equal(error.code, "unreadable_file");
      assert.match(JSON.stringify(error.problem), /salvarlo come CSV/);
      return true;
    });
  });

  it("of a million rows, or made to be slow, are refused in words while others are answered", async () => {
    const before = (await stored()).items;
    const rows = bytes([PEOPLE, ...Array.from({ length: 1_000_000 }, () => "1;A;B")]);
    const quotes = bytes([PEOPLE, '"'.repeat(9_999_999)]);
    for (const [file, words] of [
      [rows, /più di 20000 righe: dividerlo/],
      [quotes, /Virgolette aperte e non chiuse/],
    ] as const) {
      const sent = { isAnswered: false };
      const refusal = assert
        .rejects(people(file, false), (error: ApiProblem) => {
          assert.equal(error.code, "unreadable_file");
          assert.match(JSON.stringify(error.problem), words);
          return true;
        })
        .finally(() => void (sent.isAnswered = true));
      let answered = 0;
      for (; !sent.isAnswered; answered += 1)
        assert.equal((await fetch(`${stack.url}/health`)).status, 200);
      await refusal;
      assert.ok(answered > 3, `${answered} were answered meanwhile`);
    }
    assert.deepEqual((await stored()).items, before);
  });

  it("of fifty megabytes are not even taken in, and nothing is stored", async () => {
    const before = (await stored()).items;
    const line = Buffer.from(`${LUCIA}\r\n`);
    const huge = Uint8Array.from(Buffer.alloc(50 * 1024 * 1024, line));
    // The service answers and closes; whoever is still sending may see only that.
    const answer: unknown = await people(huge, false).catch((error: unknown) => error);
    if (answer instanceof ApiProblem) assert.equal(answer.code, "too_large");
    else assert.ok(answer instanceof TypeError, "a line cut off");
    assert.equal((await fetch(`${stack.url}/health`)).status, 200);
    assert.deepEqual((await stored()).items, before);
    assert.equal((await people(bytes([PEOPLE, LUCIA]), true)).rows, 1);
  });
});
