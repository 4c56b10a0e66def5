import { readSheet } from "read-excel-file/node";

import type { Result } from "#core/shared/result.ts";

import { type CsvFile, type FileRefusal, type Line, readCsv, tableOf, unreadable } from "./csv.ts";
import { packArchive } from "./pack-archive.ts";
import { problemOfSheet } from "./sheet-extent.ts";
import { type ArchiveFile, unpackArchive } from "./unpack-archive.ts";

/** A spreadsheet of the most rows, with its styles and pictures, unpacks to a fraction of it. */
const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;

/** Says a file's kind by its first bytes, because a name can be typed and a browser guesses. */
function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/**
 * Reads a table as an office suite saves it: CSV (`readCsv`), or the first sheet of an XLSX workbook. Numbers and dates
 * of a sheet are read as an Italian would type them, formulas by what they came to when the file was saved.
 */
export async function readTable(
  bytes: Uint8Array,
  columns: readonly string[],
  optional: readonly string[],
): Promise<Result<CsvFile, FileRefusal>> {
  if (!isZip(bytes)) return readCsv(bytes, columns, optional);
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = await unpackArchive(archive, MOST_UNPACKED_BYTES);
  if (files === undefined)
    return unreadable(
      "Il foglio di calcolo è danneggiato o troppo grande: salvarlo di nuovo, o come CSV.",
    );
  const { readable, reason } = sheetsThatFit(files);
  const lines = await readLines(packArchive(readable));
  if (lines === undefined)
    return unreadable(
      reason ?? "Non è un foglio di calcolo XLSX leggibile: salvarlo di nuovo, o come CSV.",
    );
  return tableOf(lines, columns, optional);
}

/**
 * The workbook's XML without the sheets that the reader had better not see, and why the first of them is none. Which
 * sheet comes first is the reader's to say: it misses it where it was taken out, and never asks for the others.
 */
function sheetsThatFit(files: readonly ArchiveFile[]) {
  const judged = files
    .filter(({ name }) => /\.xml(\.rels)?$/.test(name.toString("latin1")))
    .map((file) => ({
      file,
      problem: file.content.includes("sheetData") ? problemOfSheet(file.content) : undefined,
    }));
  const readable = judged.flatMap(({ file, problem }) => (problem === undefined ? [file] : []));
  const reasons = judged.flatMap(({ problem }) => (typeof problem === "object" ? [problem] : []));
  return { readable, reason: reasons[0]?.reason };
}

/** The first sheet's lines; `undefined` where the archive is no workbook, or its first sheet is not there or no XML. */
async function readLines(archive: Buffer): Promise<Line[] | undefined> {
  const rows = await readRows(archive);
  return rows?.map((cells, index) => ({ number: index + 1, cells: cells.map(cellText) }));
}

/** All is in memory already: whatever the reader throws is about what it reads. */
async function readRows(archive: Buffer) {
  try {
    return await readSheet(archive, { parseNumber: numberText });
  } catch {
    return undefined;
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10).split("-").reverse().join("/");
  return String(cell);
}

/** A number as a cell shows it: `155,5`, and `155,1` where the sum of cells came to 155.10000000000002. */
export function numberText(raw: string): string {
  const value = Number(raw);
  if (!Number.isFinite(value)) return raw;
  if (Number.isSafeInteger(value)) return BigInt(value).toString();
  const cents = Math.round(value * 100) / 100;
  const shown = Math.abs(value - cents) < 1e-6 ? cents : value;
  return String(shown).replace(".", ",");
}
