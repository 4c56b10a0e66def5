import { deflateRawSync } from "node:zlib";

import { expect } from "chai";
import writeExcelFile from "write-excel-file/node";

import { fitsUnpacked } from "./archive-size.ts";
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
    expect(await fitsUnpacked(zipOf(Buffer.alloc(1000)), 1000)).to.equal(true);
    expect(await fitsUnpacked(zipOf(Buffer.alloc(1001)), 1000)).to.equal(false);
  });

  it("reads numbers to the cent, however a program wrote them", () => {
    expect(
      ["155.10000000000002", "1.55E2", "0.1", "1.005", "12345678901", "-3.5"].map(numberText),
    ).to.deep.equal(["155,1", "155", "0,1", "1,005", "12345678901", "-3,5"]);
  });
});
