import { readSheet } from "read-excel-file/node";

import type { Result } from "#core/shared/result.ts";

import { unpack } from "./archive-size.ts";
import {
  type CsvFile,
  type FileRefusal,
  type Line,
  MOST_COLUMNS,
  MOST_LINES,
  MOST_ROWS,
  readCsv,
  tableOf,
  unreadable,
} from "./csv.ts";
import { extentOf } from "./sheet-extent.ts";

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
  const problem = await checkSize(archive);
  if (problem !== undefined) return problem;
  const lines = await readLines(archive);
  if (lines === undefined)
    return unreadable("Non è un foglio di calcolo XLSX leggibile: salvarlo di nuovo, o come CSV.");
  return tableOf(lines, columns, optional);
}

/** Refuses, before anything is read, what would take the memory of all. */
async function checkSize(archive: Buffer) {
  const files = await unpack(archive, MOST_UNPACKED_BYTES);
  const sheets = files?.map((bytes) => bytes.toString("latin1")).filter(isSheet);
  const extents = sheets?.map(extentOf);
  if (extents === undefined || extents.includes(undefined))
    return unreadable(
      "Il foglio di calcolo è danneggiato o troppo grande: salvarlo di nuovo, o come CSV.",
    );
  const columns = Math.max(0, ...extents.map((extent) => extent!.columns));
  if (columns > MOST_COLUMNS)
    return unreadable(
      `Il foglio arriva alla colonna ${columns}, se ne leggono ${MOST_COLUMNS}: togliere quelle vuote a destra.`,
    );
  const rows = Math.max(0, ...extents.map((extent) => extent!.rows));
  if (rows <= MOST_LINES) return undefined;
  return unreadable(
    `Il foglio arriva alla riga ${rows}, se ne leggono ${MOST_ROWS}: togliere quelle vuote in fondo, o dividerlo.`,
  );
}

const isSheet = (xml: string) => /<(?:[\w.-]+:)?sheetData[\s/>]/.test(xml);

async function readLines(archive: Buffer): Promise<Line[] | undefined> {
  try {
    const rows = await readSheet(archive, { parseNumber: numberText });
    return rows.map((cells, index) => ({ number: index + 1, cells: cells.map(cellText) }));
  } catch (error) {
    if (error instanceof Error && UNREADABLE.has(error.name)) return undefined;
    throw error;
  }
}

const UNREADABLE = new Set(["InvalidInputError", "InvalidSpreadsheetError", "SheetNotFoundError"]);

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
