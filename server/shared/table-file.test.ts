import { deflateRawSync } from "node:zlib";

import { expect } from "chai";
import writeExcelFile from "write-excel-file/node";

import { unpack } from "./archive-size.ts";
import { extentOf } from "./sheet-extent.ts";
import { numberText, readTable } from "./table-file.ts";

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

/** A ZIP of one file, whose directory claims what it is told to. */
function zipOf(content: Buffer, claimed = content.length): Buffer {
  const packed = deflateRawSync(content);
  const name = Buffer.from("a");
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
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, entry, name, end]);
}

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
    expect(await reasonAgainst(zipOf(Buffer.from("no workbook")))).to.match(/XLSX leggibile/);
    const row = COLUMNS.map((value) => ({ value }));
    const many = Array.from({ length: 20_002 }, () => row);
    expect(await reasonAgainst(await workbook(many))).to.match(/più di 20000 righe: dividerlo/);
  }).timeout(30_000);

  it("is not unpacked beyond what fits, whatever its directory claims", async () => {
    const bomb = zipOf(Buffer.alloc(65 * 1024 * 1024), 10);
    expect(bomb.length).to.be.below(100_000);
    expect(await reasonAgainst(bomb)).to.match(/troppo grande/);
    expect(await unpack(zipOf(Buffer.alloc(1000)), 1000)).to.deep.equal([Buffer.alloc(1000)]);
    expect(await unpack(zipOf(Buffer.alloc(1001)), 1000)).to.equal(undefined);
  });

  it("is refused where one cell lies so far out that all before it would fill the memory", async () => {
    const sheet = (data: string) => zipOf(Buffer.from(`<worksheet><sheetData>${data}</sheetData>`));
    const cell = (place: string) => `<row><c r="${place}"><v>1</v></c></row>`;
    for (const data of [cell("XFD1048576"), cell("CW1"), `<row>${"<c/>".repeat(101)}</row>`])
      expect(await reasonAgainst(sheet(data)), data).to.match(
        /alla colonna \d+, se ne leggono 100/,
      );
    for (const data of [cell("A1048576"), '<row r="1048576"/>', "<row/>".repeat(40_001)])
      expect(await reasonAgainst(sheet(data)), data.slice(0, 40)).to.match(
        /alla riga \d+, se ne leggono 20000/,
      );
    for (const place of ["&#88;FD1", "1e9", "Infinity", "0x7fffffff", "A99999999"])
      expect(await reasonAgainst(sheet(`<row r='${place}'/>`)), place).to.match(/troppo grande/);
  });

  it("reaches as far as its cells say, or as they follow one another", () => {
    const rows =
      '<row r="2"><c r="B2" s="1"/><c/></row><x:row><x:c/><x:c t="s" r = \'D9\'/></x:row>';
    expect(extentOf(rows)).to.deep.equal({ rows: 9, columns: 4 });
    expect(extentOf("<sheetData/>")).to.deep.equal({ rows: 0, columns: 0 });
    expect(extentOf('<row><c r="CV1"/></row>')).to.deep.equal({ rows: 1, columns: 100 });
  });

  it("reads numbers to the cent, however a program wrote them", () => {
    expect(
      ["155.10000000000002", "1.55E2", "0.1", "1.005", "12345678901", "-3.5"].map(numberText),
    ).to.deep.equal(["155,1", "155", "0,1", "1,005", "12345678901", "-3,5"]);
  });
});
