import { expect } from "chai";

import { type CsvFile, readCsv } from "./csv.ts";

const COLUMNS = ["cognome", "importo"];

function read(text: string | Uint8Array): CsvFile {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const file = readCsv(bytes, COLUMNS, []);
  if (!file.ok) throw new Error(file.refusal.reason);
  return file.value;
}

function reasonAgainst(text: string | Uint8Array, optional: string[] = []): string {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const file = readCsv(bytes, COLUMNS, optional);
  if (file.ok) throw new Error("This should have been refused.");
  return file.refusal.reason;
}

describe("A CSV file of an office", () => {
  const ONE = [{ number: 2, cells: { cognome: "Nicosìa", importo: "1.234,56" } }];

  for (const [what, text] of [
    ["a byte-order mark and CRLF", "\uFEFFcognome;importo\r\nNicosìa;1.234,56\r\n"],
    ["LF and no last line end", "cognome;importo\nNicosìa;1.234,56"],
    ["CR alone", "cognome;importo\rNicosìa;1.234,56\r"],
    ["tabs", "cognome\timporto\nNicosìa\t1.234,56\n"],
    ["commas and quotes", 'cognome,importo\n"Nicosìa","1.234,56"\n'],
    ["its column names in capitals with spaces around", " Cognome ; IMPORTO \nNicosìa;1.234,56\n"],
    ["empty lines at the end", "cognome;importo\nNicosìa;1.234,56\n;\n\n"],
  ] as const)
    it(`is read with ${what}`, () => expect(read(text).rows).to.deep.equal(ONE));

  it("is read in Windows-1252, which older office suites write", () => {
    const bytes = Uint8Array.from(Buffer.from("cognome;importo\r\nNicosìa;1.234,56\r\n", "latin1"));
    expect(read(bytes).rows).to.deep.equal(ONE);
  });

  it("keeps the row numbers of the spreadsheet where lines are empty", () => {
    const { rows } = read("cognome;importo\nRossi;1\n\nBianchi;2\n");
    expect(rows.map(({ number }) => number)).to.deep.equal([2, 4]);
  });

  it("is refused with the name of the column that is missing", () => {
    expect(reasonAgainst("cognome;nome\nRossi;Ada\n")).to.match(/Mancano le colonne: importo/);
  });

  it("is refused where a column comes twice", () => {
    expect(reasonAgainst("cognome;importo;importo\nRossi;1;2\n")).to.match(/importo compare due/);
  });

  it("is refused without rows, without anything, and as a spreadsheet's own format", () => {
    expect(reasonAgainst("cognome;importo\n")).to.match(/solo l'intestazione/);
    expect(reasonAgainst("")).to.match(/vuoto/);
    expect(reasonAgainst(Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0x00]))).to.match(
      /Non è un file di testo/,
    );
  });

  it("is refused where a quote is never closed, with the line", () => {
    expect(reasonAgainst('cognome;importo\n"Rossi;1\nBianchi;2\n')).to.match(/Virgolette.*riga/);
  });

  it("is refused where its header or a line has too many columns, with the line", () => {
    const wide = ";".repeat(100);
    expect(reasonAgainst(`cognome;importo${wide}\nRossi;1\n`)).to.match(/riga 1 .*100 colonne/);
    expect(reasonAgainst(`cognome;importo\n\nRossi;1${wide}`)).to.match(/riga 3 .*100 colonne/);
    expect(reasonAgainst(`cognome;importo\nRossi${";\r".repeat(100)}\n`)).to.match(/riga 2 /);
    expect(reasonAgainst(`cognome;importo\n"""${wide}";1${wide}\n`)).to.match(/riga 2 /);
    expect(reasonAgainst(";".repeat(10_000_000))).to.match(/riga 1 .*100 colonne/);
  });

  it("may have a hundred columns, and any number of separators within quotes", () => {
    const { rows } = read(`cognome;importo${";".repeat(98)}\n"Rossi${";\n".repeat(200)}";1\n`);
    expect(rows.map(({ cells }) => cells["importo"])).to.deep.equal(["1"]);
  });
});
