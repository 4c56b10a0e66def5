import { CsvError, parse } from "csv-parse/sync";

import { type Result, ok, refuse } from "#core/shared/result.ts";
import type { Row } from "#core/shared/row-error.ts";

import { firstLineWiderThan, lineEndOf } from "./csv-width.ts";

export type FileRefusal = { code: "unreadable_file"; reason: string };

/** More rows than most towns' ranking list; whoever has more imports it in parts, and no till waits for it. */
export const MOST_ROWS = 20_000;

/** Several times what any table here asks for: an office's own columns may stand beside. */
export const MOST_COLUMNS = 100;

export type CsvFile = {
  readonly columns: readonly string[];
  /** Rows with their number in a spreadsheet: the header is row 1. */
  readonly rows: readonly { readonly number: number; readonly cells: Row }[];
};

/** A line of a file, with its number in a spreadsheet. */
export type Line = { readonly number: number; readonly cells: readonly string[] };

/**
 * Reads a CSV file as an office suite exports it: UTF-8 with or without byte-order mark or Windows-1252, `;`, `,` or
 * tab between cells, any line ends, quoted cells. Column names are compared in lower case with `_` for spaces.
 * Refuses what has no text, lacks a required column, or repeats one; says which.
 */
export function readCsv(
  bytes: Uint8Array,
  columns: readonly string[],
  optional: readonly string[],
): Result<CsvFile, FileRefusal> {
  const text = decodeText(bytes);
  if (text === undefined) return unreadable("Non è un file di testo: salvarlo come CSV.");
  const lines = parseLines(text);
  return lines.ok ? tableOf(lines.value, columns, optional) : lines;
}

/** Lines that are not empty, as a table with a header: refused where a required column is missing, or one repeated. */
export function tableOf(
  lines: readonly Line[],
  columns: readonly string[],
  optional: readonly string[],
): Result<CsvFile, FileRefusal> {
  const [header, ...body] = lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  if (header === undefined) return unreadable("Il file è vuoto.");
  const names = header.cells.map(columnName);
  const problem = checkHeader(names, columns, optional);
  if (problem !== undefined) return unreadable(problem);
  if (body.length === 0) return unreadable("Il file ha solo l'intestazione: mancano le righe.");
  if (body.length > MOST_ROWS)
    return unreadable(
      `Il file ha più di ${MOST_ROWS} righe: dividerlo e importarne una parte per volta.`,
    );
  return ok({ columns: names, rows: body.map((line) => rowOf(names, line)) });
}

export function unreadable(reason: string): { ok: false; refusal: FileRefusal } {
  return refuse({ code: "unreadable_file", reason });
}

/** Text that is not valid UTF-8 is taken for Windows-1252, which older office suites still write. */
function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The separator that the header line has most of; an office in Italy exports `;`. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [";", ",", "\t"].map((mark) => ({ mark, count: countOf(mark, header) }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}

/** How often a mark stands in a text; no parts of it are made, there may be millions. */
function countOf(mark: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) count += 1;
  return count;
}

function parseLines(text: string): Result<Line[], FileRefusal> {
  const delimiter = delimiterOf(text);
  const lineEnd = lineEndOf(text);
  const wide = firstLineWiderThan(MOST_COLUMNS, text, delimiter, lineEnd);
  if (wide !== undefined)
    return unreadable(
      `La riga ${wide} ha più di ${MOST_COLUMNS} colonne: togliere quelle vuote in fondo, e salvarlo di nuovo come CSV.`,
    );
  try {
    const records = parse(text, {
      delimiter,
      record_delimiter: lineEnd,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: false,
      // A million rows are not worth reading to say that they are too many.
      to: 2 * MOST_ROWS,
    }) as string[][];
    return ok(records.map((cells, index) => ({ number: index + 1, cells })));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return unreadable(
      `Virgolette aperte e non chiuse, o simili, vicino alla riga ${error["lines"] ?? "?"}.`,
    );
  }
}

function columnName(cell: string): string {
  return cell.trim().toLowerCase().replace(/\s+/g, "_");
}

function checkHeader(
  names: readonly string[],
  columns: readonly string[],
  optional: readonly string[],
): string | undefined {
  const missing = columns.filter((name) => !names.includes(name) && !optional.includes(name));
  if (missing.length > 0)
    return `Mancano le colonne: ${missing.join(", ")}. Servono: ${columns.join(", ")}.`;
  const repeated = columns.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  return repeated === undefined ? undefined : `La colonna ${repeated} compare due volte.`;
}

function rowOf(names: readonly string[], { number, cells }: Line) {
  return {
    number,
    cells: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""])),
  };
}
