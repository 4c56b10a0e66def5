import { deflateRawSync } from "node:zlib";

import { expect } from "chai";
import writeExcelFile from "write-excel-file/node";

import { numberText, readTable } from "./table-file.ts";
import { unpackArchive } from "./unpack-archive.ts";

const COLUMNS = ["protocollo", "nome", "importo", "nato"];

type Cell = { value: string | number | boolean | Date; format?: string } | null;

async function workbook(rows: Cell[][]): Promise<Buffer> {
  return writeExcelFile(rows as never).toBuffer();
}

const HEADER: Cell[] = COLUMNS.map((value) => ({ value }));

async function reasonAgainst(bytes: Uint8Array): Promise<string> {
  const file = await readTable(bytes, COLUMNS, []);
  if (file.ok) throw new Error("This should have been refused.");
  return file.refusal.reason;
}

type ZipFile = { readonly name: string; readonly content: Buffer; readonly claimed?: number };

/** A ZIP of deflated files, whose directory claims what it is told to and can leave the first ones out. */
function zipOf(files: readonly ZipFile[], unlisted = 0): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [index, { name, content, claimed = content.length }] of files.entries()) {
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(claimed, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(claimed, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), packed);
    if (index >= unlisted) entries.push(entry, Buffer.from(name));
    offset += local.length + name.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(files.length - unlisted, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** The files of a workbook whose sheets hold these rows, written by no office suite. */
function workbookFiles(...sheets: string[]): ZipFile[] {
  const listed = sheets.map((_, at) => `<sheet name="F${at}" sheetId="${at + 1}" r:id="r${at}"/>`);
  const related = sheets.map(
    (_, at) => `<Relationship Id="r${at}" Type="${OFFICE}/worksheet" Target="s${at}.xml"/>`,
  );
  const texts = {
    "xl/workbook.xml": `<workbook xmlns:r="${OFFICE}"><sheets>${listed.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${related.join("")}</Relationships>`,
  };
  return [
    ...Object.entries(texts).map(([name, text]) => ({ name, content: Buffer.from(text) })),
    ...sheets.map((rows, at) => ({
      name: `xl/s${at}.xml`,
      content: Buffer.from(
        `<worksheet><dimension ref="A1:D2"/><sheetData>${rows}</sheetData></worksheet>`,
      ),
    })),
  ];
}

function cell(reference: string, text: string): string {
  return `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
}

const HEADER_ROW = `<row r="1">${COLUMNS.map((name, at) => cell(`${"ABCD"[at]}1`, name)).join("")}</row>`;
const ADA_ROW = `<row r="2">${cell("A2", "1")}${cell("B2", "Ada")}</row>`;

describe("A table from an office suite", () => {
  it("is read from an XLSX workbook as its cells look, with the sheet's row numbers", async () => {
    const birthday = { value: new Date(Date.UTC(1971, 2, 14)), format: "dd/mm/yyyy" };
    const rows: Cell[][] = [
      HEADER,
      [{ value: "2026/1" }, { value: "Nicolò" }, { value: 1310.5 }, birthday],
      [null, null, null, null],
      [{ value: 12345678901 }, { value: "=2+2" }, { value: 155 }, null],
    ];
    const file = await readTable(await workbook(rows), COLUMNS, []);
    expect(file.ok && file.value.rows).to.deep.equal([
      {
        number: 2,
        cells: { protocollo: "2026/1", nome: "Nicolò", importo: "1310,5", nato: "14/03/1971" },
      },
      { number: 4, cells: { protocollo: "12345678901", nome: "=2+2", importo: "155", nato: "" } },
    ]);
  });

  it("is read from CSV all the same", async () => {
    const text = "protocollo;nome;importo;nato\r\n1;Ada;2,00;\r\n";
    const file = await readTable(new TextEncoder().encode(text), COLUMNS, []);
    expect(file.ok && file.value.rows.length).to.equal(1);
  });

  it("is refused in words where columns are missing, rows too many, or it is damaged", async () => {
    expect(await reasonAgainst(await workbook([[{ value: "nome" }], [{ value: "Ada" }]]))).to.match(
      /Mancano le colonne: protocollo, importo, nato/,
    );
    expect(await reasonAgainst((await workbook([HEADER])).subarray(0, 900))).to.match(
      /danneggiato/,
    );
    expect(
      await reasonAgainst(zipOf([{ name: "a", content: Buffer.from("no workbook") }])),
    ).to.match(/XLSX leggibile/);
    const row = COLUMNS.map((value) => ({ value }));
    const many = Array.from({ length: 20_002 }, () => row);
    expect(await reasonAgainst(await workbook(many))).to.match(/più di 20000 righe: dividerlo/);
  }).timeout(30_000);

  it("is not unpacked beyond what fits, whatever its directory claims", async () => {
    const bomb = zipOf([{ name: "a", content: Buffer.alloc(65 * 1024 * 1024), claimed: 10 }]);
    expect(bomb.length).to.be.below(100_000);
    expect(await reasonAgainst(bomb)).to.match(/troppo grande/);
    const zip = (length: number) => zipOf([{ name: "a", content: Buffer.alloc(length) }]);
    expect(await unpackArchive(zip(1000), 1000)).to.have.length(1);
    expect(await unpackArchive(zip(1001), 1000)).to.equal(undefined);
  });

  for (const [what, rows, reason] of [
    ["one cell in the 101st column", `<row r="3">${cell("CW3", "x")}</row>`, /CW3.*100 colonne/],
    [
      "one cell in the row after the last",
      `<row r="20002">${cell("A20002", "x")}</row>`,
      /riga 20002, più di 20000 righe/,
    ],
    ["a far cell in a near row", `<row r="3">${cell("A30000", "x")}</row>`, /riga 30000/],
    ["a far cell in a row without number", `<row>${cell("A20002", "x")}</row>`, /riga 20002/],
    ["an empty row far down", '<row r="1048576"/>', /riga 1048576/],
    ["rows that count on from each other", "<row/>".repeat(20_001), /riga 20002/],
    ["names with a prefix", `<x:row x:r="20002"><x:c r='B20002'/></x:row>`, /riga 20002/],
  ] as const)
    it(`is refused before it is read with ${what}, and says where`, async () => {
      const sheet = HEADER_ROW + ADA_ROW.repeat(what.startsWith("rows") ? 0 : 1) + rows;
      expect(await reasonAgainst(zipOf(workbookFiles(sheet)))).to.match(reason);
    });

  it("is refused in no time with one cell in the last row and column that there can be", async () => {
    const far = `${HEADER_ROW}<row r="1048576">${cell("XFD1048576", "x")}</row>`;
    const bytes = zipOf(workbookFiles(far));
    expect(bytes.length).to.be.below(2000);
    expect(await reasonAgainst(bytes)).to.match(/riga 1048576/);
    const disguised = ["&#49;048576", "1e6", "0xFFFFF", "-1", ""].map(
      (number) => `${HEADER_ROW}<row r="${number}">${cell("A3", "x")}</row>`,
    );
    for (const sheet of [...disguised, `${HEADER_ROW}<row><c t="n"><v>1</v></c></row>`])
      expect(await reasonAgainst(zipOf(workbookFiles(sheet)))).to.match(/XLSX leggibile/);
  });

  it("may reach to the last column and row allowed, and have other sheets of any size", async () => {
    const near = `${HEADER_ROW}${ADA_ROW}<row r="20001">${cell("CV20001", "x")}</row>`;
    const other = `<row r="1048576">${cell("XFD1048576", "x")}</row>`;
    const file = await readTable(zipOf(workbookFiles(near, other)), COLUMNS, []);
    expect(file.ok && file.value.rows.map(({ number }) => number)).to.deep.equal([2, 20_001]);
  });

  it("is read from the files that its directory lists, and from no others", async () => {
    const [book, relations, sheet] = workbookFiles(HEADER_ROW + ADA_ROW) as [
      ZipFile,
      ZipFile,
      ZipFile,
    ];
    const unlisted = zipOf([sheet, book, relations], 1);
    expect(await reasonAgainst(unlisted)).to.match(/XLSX leggibile/);
  });

  it("is refused where its sheet is no XML", async () => {
    const [book, relations] = workbookFiles(HEADER_ROW) as [ZipFile, ZipFile];
    const sheet = (workbookFiles("<row></c></row>") as [ZipFile, ZipFile, ZipFile])[2];
    expect(await reasonAgainst(zipOf([book, relations, sheet]))).to.match(/XLSX leggibile/);
  });

  it("reads numbers to the cent, however a program wrote them", () => {
    expect(
      ["155.10000000000002", "1.55E2", "0.1", "1.005", "12345678901", "-3.5"].map(numberText),
    ).to.deep.equal(["155,1", "155", "0,1", "1,005", "12345678901", "-3,5"]);
  });
});
