import { CsvError, parse } from "csv-parse/sync";

import { type Result, ok, refuse } from "#core/shared/result.ts";
import type { Row } from "#core/shared/row-error.ts";

export type FileRefusal = { code: "unreadable_file"; reason: string };

/** More rows than most towns' ranking list; whoever has more imports it in parts, and no till waits for it. */
export const MOST_ROWS = 20_000;

/** A million rows are not worth reading to say that they are too many; empty lines among them do not count. */
export const MOST_LINES = 2 * MOST_ROWS;
/** A ranking list has a dozen. */
export const MOST_COLUMNS = 100;
/** In characters: a line with every cell filled is a fraction of it. */
const LONGEST_LINE = 100_000;

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
  if (longestLine(text) > LONGEST_LINE) return tooLongLine();
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

function tooLongLine() {
  return unreadable(
    "Una riga è lunga più di 100.000 caratteri: forse delle virgolette non sono chiuse.",
  );
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

/** In characters, line ends not counted. */
function longestLine(text: string): number {
  let [longest, start] = [0, 0];
  for (let at = 0; at <= text.length; at += 1) {
    const mark = text.charCodeAt(at);
    if (mark !== LF && mark !== CR && at < text.length) continue;
    longest = Math.max(longest, at - start);
    start = at + 1;
  }
  return longest;
}

const LF = 0x0a;
const CR = 0x0d;

/** The separator that the header line has most of; an office in Italy exports `;`. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [";", ",", "\t"].map((mark) => ({ mark, count: header.split(mark).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}

function parseLines(text: string): Result<Line[], FileRefusal> {
  try {
    const records = parse(text, {
      delimiter: delimiterOf(text),
      bom: true,
      relax_column_count: true,
      skip_empty_lines: false,
      to: MOST_LINES,
      max_record_size: LONGEST_LINE,
      on_record: (cells: string[]) => {
        if (cells.length > MOST_COLUMNS) throw new TooWide();
        return cells;
      },
    }) as string[][];
    return ok(records.map((cells, index) => ({ number: index + 1, cells })));
  } catch (error) {
    if (error instanceof TooWide)
      return unreadable(
        `Una riga ha più di ${MOST_COLUMNS} colonne: lasciare solo quelle che servono.`,
      );
    if (!(error instanceof CsvError)) throw error;
    if (error.code === "CSV_MAX_RECORD_SIZE") return tooLongLine();
    return unreadable(
      `Virgolette aperte e non chiuse, o simili, vicino alla riga ${error["lines"] ?? "?"}.`,
    );
  }
}

class TooWide extends Error {}

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
