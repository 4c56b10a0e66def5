import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";
import fc from "fast-check";
import { isValidIBAN } from "ibantools";
import { validateXML } from "xmllint-wasm";

import { cents } from "../shared/money.ts";
import { sepaText } from "./sepa-text.ts";
import {
  type Transfer,
  type TransferOrder,
  decimalText,
  findCbiFaults,
  findOrderFaults,
} from "./transfer-order.ts";
import { writeCbiRequest, writePain001 } from "./write-pain-001.ts";

/** As published by ISO 20022, unchanged. */
const SCHEMA = join(import.meta.dirname, "../../test/fixtures/pain.001.001.09.xsd");

const TRANSFER: Transfer = {
  endToEnd: "K7Q2M9XA-0001",
  payee: "Panificio «Nonna & Figli» di Nicolò D’Amico",
  iban: "IT60X0542811101000000123456",
  amount: cents(123_456),
  remittance: "Rimborso buoni spesa, nota di debito n. 3",
};

const ORDER: TransferOrder = {
  messageId: "BORGO-2026-1-K7Q2M9XA",
  createdAt: new Date("2026-06-20T08:30:00.000Z"),
  executeOn: "2026-06-22",
  payer: {
    name: "Comune di Borgo",
    iban: "IT60X0542811101000000123456",
    cbiCode: "A1B2C3D4",
  },
  transfers: [TRANSFER, { ...TRANSFER, endToEnd: "K7Q2M9XA-0002", amount: cents(1) }],
};

async function schemaErrors(xml: string): Promise<readonly string[]> {
  const schema = await readFile(SCHEMA, "utf8");
  const { errors } = await validateXML({
    xml: [{ fileName: "order.xml", contents: xml }],
    schema: [schema],
  });
  return errors.map(({ message }) => message);
}

const changed = (change: Partial<Transfer>): TransferOrder => ({
  ...ORDER,
  transfers: [{ ...TRANSFER, ...change }],
});

const faults = (order: TransferOrder) =>
  findOrderFaults(order, isValidIBAN).map(({ code }) => code);

/** The text of each element of that name. */
const texts = (xml: string, name: string) =>
  [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, "g"))].map(
    ([, text]) => text,
  );

describe("an order for the bank", function () {
  this.timeout(30_000);

  it("is valid against the schema of pain.001.001.09, with the right sums", async () => {
    const xml = writePain001(ORDER);
    expect(await schemaErrors(xml)).to.deep.equal([]);
    expect(texts(xml, "CtrlSum")).to.deep.equal(["1234.57", "1234.57"]);
    expect(texts(xml, "NbOfTxs")).to.deep.equal(["2", "2"]);
    expect(texts(xml, "InstdAmt")).to.deep.equal(["1234.56", "0.01"]);
    expect(texts(xml, "IBAN")).to.deep.equal([ORDER.payer.iban, TRANSFER.iban, TRANSFER.iban]);
    expect(texts(xml, "BICFI")).to.deep.equal([]);
  });

  it("names the payer's bank where its BIC is known", async () => {
    const xml = writePain001({ ...ORDER, payer: { ...ORDER.payer, bic: "UNCRITMMXXX" } });
    expect(await schemaErrors(xml)).to.deep.equal([]);
    expect(texts(xml, "BICFI")).to.deep.equal(["UNCRITMMXXX"]);
  });

  it("would be noticed by that schema if it were wrong", async () => {
    const xml = writePain001(ORDER);
    expect(await schemaErrors(xml.replace("1234.56", "1234,56"))).to.have.length.above(0);
    expect(await schemaErrors(xml.replace(/<NbOfTxs>2<\/NbOfTxs>/, ""))).to.have.length.above(0);
  });

  it("stays valid whatever a shop is called and whatever it is due", async () => {
    const transfer = fc.record({
      payee: fc.string({ unit: "binary", minLength: 1, maxLength: 200 }),
      amount: fc.bigInt({ min: 1n, max: 99_999_999_999n }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(transfer, { minLength: 1, maxLength: 4 }), async (some) => {
        const transfers = some.map(({ payee, amount }, index) => ({
          ...TRANSFER,
          ...{ endToEnd: `P-${index}`, payee: `N${payee}`, amount: cents(amount) },
        }));
        const order = { ...ORDER, transfers };
        expect(faults(order)).to.deep.equal([]);
        const xml = writePain001(order);
        expect(await schemaErrors(xml)).to.deep.equal([]);
        const total = some.reduce((sum, { amount }) => sum + amount, 0n);
        expect(texts(xml, "CtrlSum")[0]).to.equal(decimalText(cents(total)));
        for (const name of texts(xml, "Nm"))
          expect(name).to.match(/^[A-Za-z0-9/\-?:().,'+ ]{1,70}$/);
      }),
      { numRuns: 25 },
    );
  });
});

describe("an order for CBI", () => {
  const xml = writeCbiRequest(ORDER);

  it("has the elements that CBI asks for, in its order", () => {
    const names = [...xml.matchAll(/<(\w+)[ >]/g)].map(([, name]) => name);
    const transfer = [
      ...["CdtTrfTxInf", "PmtId", "InstrId", "EndToEndId", "Amt", "InstdAmt", "Cdtr", "Nm"],
      ...["CdtrAcct", "Id", "IBAN", "RmtInf", "Ustrd"],
    ];
    expect(names).to.deep.equal([
      ...["CBIPaymentRequest", "GrpHdr", "MsgId", "CreDtTm", "NbOfTxs", "CtrlSum"],
      ...["InitgPty", "Nm", "Id", "OrgId", "Othr", "Id", "Issr"],
      ...["PmtInf", "PmtInfId", "PmtMtd", "PmtTpInf", "InstrPrty", "SvcLvl", "Cd"],
      ...["ReqdExctnDt", "Dt", "Dbtr", "Nm", "DbtrAcct", "Id", "IBAN"],
      ...["DbtrAgt", "FinInstnId", "ClrSysMmbId", "MmbId", "ChrgBr"],
      ...[...transfer, ...transfer],
    ]);
    expect(xml).to.contain('xmlns="urn:CBI:xsd:CBIPaymentRequest.00.04.01"');
  });

  it("says who sends by the code of CBI's, and which bank pays by its ABI", () => {
    expect(texts(xml, "Id")).to.deep.equal(["A1B2C3D4"]);
    expect(texts(xml, "Issr")).to.deep.equal(["CBI"]);
    expect(texts(xml, "MmbId")).to.deep.equal(["05428"]);
    expect(texts(xml, "InstrId")).to.deep.equal(["1", "2"]);
    expect(texts(xml, "CtrlSum")).to.deep.equal(["1234.57"]);
  });

  it("is not written without that code, or for an account abroad", () => {
    const codes = (payer: Partial<TransferOrder["payer"]>) =>
      findCbiFaults({ ...ORDER, payer: { ...ORDER.payer, ...payer } }).map(({ code }) => code);
    expect(codes({})).to.deep.equal([]);
    expect(codes({ cbiCode: undefined })).to.deep.equal(["cbi_code_missing"]);
    expect(codes({ cbiCode: "A1B2C3D" })).to.deep.equal(["cbi_code_missing"]);
    expect(codes({ iban: "DE89370400440532013000" })).to.deep.equal(["payer_not_italian"]);
  });
});

describe("an order is refused", () => {
  it("before any bank could refuse it", () => {
    expect(faults(ORDER)).to.deep.equal([]);
    expect(faults({ ...ORDER, transfers: [] })).to.deep.equal(["empty"]);
    expect(faults(changed({ amount: cents(0) }))).to.deep.equal(["amount_out_of_range"]);
    expect(faults(changed({ amount: cents(100_000_000_000n) }))).to.deep.equal([
      "amount_out_of_range",
    ]);
    expect(faults(changed({ amount: cents(99_999_999_999n) }))).to.deep.equal([]);
    expect(faults(changed({ iban: "IT60X0542811101000000123457" }))).to.deep.equal([
      "not_a_sepa_iban",
    ]);
    expect(faults(changed({ iban: "TR330006100519786457841326" }))).to.deep.equal([
      "not_a_sepa_iban",
    ]);
    expect(faults(changed({ iban: "DE89370400440532013000" }))).to.deep.equal([]);
    expect(faults(changed({ payee: "青果店" }))).to.deep.equal(["unwritable_name"]);
    expect(faults(changed({ endToEnd: "/A" }))).to.deep.equal(["wrong_reference"]);
    expect(faults(changed({ endToEnd: "A//B" }))).to.deep.equal(["wrong_reference"]);
    expect(faults({ ...ORDER, transfers: [TRANSFER, TRANSFER] })).to.deep.equal([
      "repeated_reference",
    ]);
    expect(faults({ ...ORDER, payer: { ...ORDER.payer, iban: "IT00" } })).to.deep.equal([
      "not_a_sepa_iban",
    ]);
  });
});

describe("a text for the bank", () => {
  it("loses its accents and what banks cannot write, and keeps the rest", () => {
    expect(sepaText("Caffè «Più» & C. – 50 €", 70)).to.equal("Caffe Piu e C. - 50 EUR");
    expect(sepaText("D’Amico \n Łódź  Straße", 70)).to.equal("D'Amico Lodz Strasse");
    expect(sepaText("<script>", 70)).to.equal("script");
    expect(sepaText("abc def", 4)).to.equal("abc");
    expect(sepaText("青果店", 70)).to.equal("");
  });
});
