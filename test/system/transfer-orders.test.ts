import { strict as assert } from "node:assert";

import pg from "pg";

import { ApiProblem } from "../../scripts/scenario/api-client.ts";
import { readTable } from "../../server/shared/table-file.ts";
import { answerOrder, answerWhole } from "../support/fake-bank.ts";
import { type PlayedTown, refusalOf, startPlayedTown } from "../support/played-town.ts";

type Line = {
  statementId: string;
  endToEnd: string;
  amountCents: string;
  outcome?: string;
  paidOn?: string;
  reason?: string;
};
type Order = {
  id: string;
  number: number;
  createdAt: string;
  totalCents: string;
  lines: Line[];
  withdrawnAt?: string;
};
type Statement = {
  id: string;
  state: string;
  amountCents: string;
  orderedAt?: string;
  paidAt?: string;
};
type Report = {
  paid: number;
  rejected: number;
  pending: number;
  warnings: object[];
  errors: { column: string; code: string }[];
};

const codeOf = (error: unknown) => (error instanceof ApiProblem ? error.code : String(error));

const today = () =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Rome" }).format(new Date());
const PAYER = { name: "Comune di Prova", iban: "IT60 X054 2811 1010 0000 0123 456" };

describe("Orders to the bank", function () {
  this.timeout(240_000);
  let town: PlayedTown;
  let approved: Statement[];

  before(async () => {
    town = await startPlayedTown();
    await town.play.purchase();
    await town.play.waitForSettlement(town.programmeId);
    await town.play.approve(town.programmeId);
    approved = await api().get<Statement[]>("/api/statements?state=approved");
    assert.ok(approved.length >= 3, "three shops at least have sold something");
  });

  after(() => town?.stack.stop());

  const api = () => town.desk.treasury.api;
  const order = (statementIds: string[], executeOn = today()) =>
    api().post<Order>("/api/transfer-orders", { json: { statementIds, executeOn } });
  const orders = () => api().get<Order[]>("/api/transfer-orders");
  const statement = async (id: string) =>
    (await api().get<Statement[]>("/api/statements")).find((one) => one.id === id)!;
  const bank = (file: string, dryRun = false) =>
    api().post<Report>(`/api/transfer-orders/outcomes/import?dryRun=${dryRun}`, {
      csv: Uint8Array.from(Buffer.from(file)),
    });

  async function download({ id }: Order, kind: string): Promise<Buffer> {
    const answer = await fetch(`${town.stack.url}/api/transfer-orders/${id}/files/${kind}`, {
      headers: { cookie: api().cookies() },
    });
    assert.equal(answer.status, 200, `${kind}: ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  it("need an account to be paid from, which only a valid IBAN is", async () => {
    const ids = approved.map(({ id }) => id);
    assert.equal((await refusalOf(order(ids))).code, "payer_missing");
    const wrong = { ...PAYER, iban: "IT60X0542811101000000123457" };
    const refusal = await refusalOf(api().post("/api/payer", { json: wrong }));
    assert.equal(refusal.code, "malformed_request");
    const desk = town.desk.desk.api.post("/api/payer", { json: PAYER });
    assert.equal((await refusalOf(desk)).code, "role_required");
    await api().post("/api/payer", { json: { ...PAYER, cbiCode: "A1B2C3D4" } });
    const { payer } = await api().get<{ payer: { iban: string } }>("/api/payer");
    assert.equal(payer.iban, "IT60X0542811101000000123456");
  });

  it("are not for a day that has gone, nor for what is not approved or not there", async () => {
    const [one] = approved;
    assert.equal((await refusalOf(order([one!.id], "2020-01-01"))).code, "malformed_request");
    const nobody = "00000000-0000-4000-8000-000000000000";
    const refusal = await refusalOf(order([one!.id, nobody]));
    assert.deepEqual([refusal.code, refusal.problem["statements"]], ["not_orderable", [nobody]]);
    assert.deepEqual(await orders(), []);
  });

  it("pay each statement once, whoever asks at the same moment", async () => {
    const ids = approved.map(({ id }) => id);
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => order(ids)));
    const codes = asked.map((one) => (one.status === "fulfilled" ? "ordered" : codeOf(one.reason)));
    assert.deepEqual(codes.sort(), [...Array<string>(4).fill("not_orderable"), "ordered"]);
    const [made] = await orders();
    const due = approved.reduce((sum, { amountCents }) => sum + BigInt(amountCents), 0n);
    assert.equal(BigInt(made!.totalCents), due);
    assert.equal(made!.lines.length, approved.length);
    const { orderedAt } = await statement(ids[0]!);
    assert.equal(orderedAt, made!.createdAt, "the shop sees since when");
    const references = new Set(made!.lines.map(({ endToEnd }) => endToEnd));
    assert.equal(references.size, approved.length);
  });

  it("are kept from being paid twice by the database itself", async () => {
    const owner = new pg.Client({ connectionString: town.stack.ownerUrl });
    await owner.connect();
    const copy = `insert into transfer_order_line
        (order_id, position, statement_id, end_to_end, amount_cents, sealed_payee)
      select order_id, 99, statement_id, 'X-1', amount_cents, sealed_payee
      from transfer_order_line limit 1`;
    await assert.rejects(owner.query(copy), /one_living_order/).finally(() => owner.end());
  });

  it("become files for the bank and for the act that say the same, each time", async () => {
    const [made] = await orders();
    const sepa = (await download(made!, "pain-001.xml")).toString();
    assert.equal((await download(made!, "pain-001.xml")).toString(), sepa);
    const cbi = (await download(made!, "cbi.xml")).toString();
    const euros = `${made!.totalCents.slice(0, -2)}.${made!.totalCents.slice(-2)}`;
    for (const file of [sepa, cbi]) {
      assert.ok(file.includes(`<CtrlSum>${euros}</CtrlSum>`), file);
      for (const { endToEnd } of made!.lines) assert.ok(file.includes(endToEnd));
    }
    assert.ok(cbi.includes("<MmbId>05428</MmbId>"));
    const workbook = await download(made!, "liquidazione.xlsx");
    const columns = ["esercente", "iban", "importo_in_euro", "riferimento"];
    const table = await readTable(workbook, columns, []);
    assert.ok(table.ok);
    const lines = table.value.rows.filter(({ cells }) => cells["riferimento"] !== "");
    assert.deepEqual(
      lines.map(({ cells }) => cells["riferimento"]),
      made!.lines.map(({ endToEnd }) => endToEnd),
    );
    const pdf = await download(made!, "liquidazione.pdf");
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    const { items } = await api().get<{ items: object[] }>("/api/audit?act=order_downloaded");
    assert.equal(items.length, 5);
  });

  it("can be taken back while the bank has said nothing, and are ordered anew", async () => {
    const [first] = await orders();
    await api().post(`/api/transfer-orders/${first!.id}/withdrawal`);
    assert.equal((await statement(approved[0]!.id)).orderedAt, undefined);
    const again = await refusalOf(api().post(`/api/transfer-orders/${first!.id}/withdrawal`));
    assert.equal(again.code, "wrong_state");
    const second = await order(approved.map(({ id }) => id));
    assert.equal(second.number, first!.number + 1);
    const byHand = api().post(`/api/statements/${approved[0]!.id}/payment`);
    assert.equal((await refusalOf(byHand)).problem["state"], "ordered");
    const late = answerOrder((await download(first!, "pain-001.xml")).toString(), () => ({
      ...{ status: "ACSC", at: new Date().toISOString() },
    }));
    const report = await bank(late);
    assert.ok(report.errors.every(({ code }) => code === "contradiction"));
    assert.equal((await statement(approved[0]!.id)).state, "approved");
  });

  it("are no file of CBI's without the code that it asks for, and nobody is said to have had one", async () => {
    const ids = approved.map(({ id }) => id);
    const downloads = async () =>
      (await api().get<{ items: object[] }>("/api/audit?act=order_downloaded")).items.length;
    const takeBack = async () =>
      api().post(`/api/transfer-orders/${(await orders())[0]!.id}/withdrawal`);
    await takeBack();
    await api().post("/api/payer", { json: PAYER });
    const { id } = await order(ids);
    const before = await downloads();
    const refusal = await refusalOf(api().get(`/api/transfer-orders/${id}/files/cbi.xml`));
    assert.equal(refusal.code, "payer_missing");
    assert.equal(await downloads(), before);
    await takeBack();
    await api().post("/api/payer", { json: { ...PAYER, cbiCode: "A1B2C3D4" } });
    await order(ids);
  });

  it("are answered: checked first, then all or nothing, and twice is once", async () => {
    const [made] = await orders();
    const file = (await download(made!, "pain-001.xml")).toString();
    const answer = answerOrder(file, (_, position) => {
      if (position === 0) return { status: "RJCT", reason: "AC04" };
      if (position === 1) return { status: "ACSP" };
      return { status: "ACSC", at: new Date().toISOString() };
    });
    const checked = await bank(answer, true);
    assert.deepEqual(
      [checked.paid, checked.rejected, checked.pending],
      [approved.length - 2, 1, 1],
    );
    assert.equal((await orders())[0]!.lines.filter(({ outcome }) => outcome).length, 0);
    const wrong = answer.replace(/<p:InstdAmt Ccy="EUR">/, "$&9");
    const refused = await bank(wrong);
    assert.deepEqual(
      refused.errors.map(({ column, code }) => `${column} ${code}`),
      ["importo different_amount"],
    );
    assert.equal((await orders())[0]!.lines.filter(({ outcome }) => outcome).length, 0);
    await bank(answer);
    const [first, second, third] = (await orders())[0]!.lines;
    assert.deepEqual([first!.outcome, first!.reason], ["rejected", "AC04: Conto estinto & chiuso"]);
    assert.equal(second!.outcome, undefined);
    assert.deepEqual([third!.outcome, third!.paidOn], ["paid", today()]);
    assert.equal((await statement(third!.statementId)).state, "paid");
    assert.equal((await statement(first!.statementId)).state, "approved");
    const again = await bank(answer);
    assert.deepEqual([again.paid, again.rejected, again.errors.length], [0, 0, 0]);
    assert.equal(again.warnings.length, approved.length - 1);
    const withdrawal = api().post(`/api/transfer-orders/${made!.id}/withdrawal`);
    assert.equal((await refusalOf(withdrawal)).code, "wrong_state");
  });

  it("are paid in the end: what was rejected by a new order, the rest by a list from the office", async () => {
    const [made] = await orders();
    const [rejected, pending] = made!.lines;
    const next = await order([rejected!.statementId]);
    const whole = answerWhole((await download(next, "cbi.xml")).toString(), "ACSC");
    assert.equal((await bank(whole)).paid, 1);
    const [year, month, day] = today().split("-");
    const list = `riferimento;esito;data\r\n${pending!.endToEnd};pagato;${day}/${month}/${year}\r\n`;
    assert.equal((await bank(list)).paid, 1);
    const statements = await api().get<Statement[]>("/api/statements");
    assert.ok(statements.every(({ state }) => state === "paid"));
    type Pace = { paid: number; averageDays: number; waiting: number; merchants: object[] };
    const pace = await api().get<Pace>("/api/statements/pace");
    assert.deepEqual([pace.paid, pace.waiting], [approved.length, 0]);
    assert.ok(pace.averageDays >= 0 && pace.averageDays <= 1);
    assert.equal(pace.merchants.length, approved.length);
  });

  it("refuse in words what is no answer of a bank, and follow nothing in it", async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`;
    for (const file of [bomb, "<html></html>", "<a", "riferimento\r\nx\r\n"]) {
      const refusal = await refusalOf(bank(file));
      assert.equal(refusal.code, "unreadable_file", file);
      assert.match(String(refusal.problem["reason"]), /[a-zà-ù]{3}/);
    }
  });
});
