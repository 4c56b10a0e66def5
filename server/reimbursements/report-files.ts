import writeExcelFile from "write-excel-file/node";

import { csvText } from "#core/shared/csv-text.ts";
import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import { type Paper, openArchivalPaper } from "../shared/paper.ts";
import { MARGIN_MM, WIDTH_MM, startPage } from "./page-writer.ts";
import type { ReportHead, ReportRow } from "./report-rows.ts";

const HEADER = ["sezione", "voce", "testo", "numero", "importo"];

/** The report as a table for any program. */
export function reportCsv(rows: readonly ReportRow[]): string {
  const cells = rows.map(({ section, label, text, count, cents }) => [
    ...[section, label, text ?? "", count === undefined ? "" : String(count)],
    cents === undefined ? "" : formatEuroDigits(cents),
  ]);
  return csvText([HEADER, ...cells]);
}

/** The report as a workbook. */
export async function reportWorkbook(rows: readonly ReportRow[]): Promise<Buffer> {
  const head = HEADER.map((value) => ({ value, fontWeight: "bold" as const }));
  const cells = rows.map(({ section, label, text, count, cents }) => [
    ...[section, label].map((value) => ({ value })),
    text === undefined ? null : { value: text },
    count === undefined ? null : { value: count },
    cents === undefined ? null : { value: Number(cents) / 100, format: "#,##0.00" },
  ]);
  const columns = [24, 56, 60, 10, 16].map((width) => ({ width }));
  const sheet = [head, ...cells];
  return writeExcelFile(sheet as never, { columns, sheet: "Relazione" } as never).toBuffer();
}

const ROW_MM = 6;
const LAYOUT = { rowMm: ROW_MM, lastLineMm: 272 };
const FIGURE_MM = 34;

/** The report on paper that keeps (PDF/A-2a), tagged, to be attached to the act. The caller reads the stream. */
export function printReport(head: ReportHead, rows: readonly ReportRow[]): Paper {
  const title = `Relazione finale: ${head.name}`;
  const paper = openArchivalPaper(title, head.townName);
  const { put, beside, makeRoom, space } = startPage(paper, title, LAYOUT);
  put(title, { face: "bold", size: 16, tag: "H1" });
  let open = "";
  for (const row of rows) {
    if (row.section !== open) {
      space(4);
      // A heading is not left alone at the foot of a page.
      makeRoom(3 * ROW_MM);
      put(row.section, { face: "bold", size: 12, tag: "H2" });
      open = row.section;
    }
    const top = put(textOf(row), { width: WIDTH_MM - FIGURE_MM });
    if (row.cents !== undefined)
      beside(top, formatEuro(row.cents), {
        ...{ x: MARGIN_MM + WIDTH_MM - FIGURE_MM, width: FIGURE_MM },
        align: "right",
      });
  }
  paper.end();
  return paper;
}

/** A count beside an amount is of the sales that came to it. */
function textOf({ label, text, count, cents }: ReportRow): string {
  const counted = count === undefined || cents === undefined ? count : `${count} vendite`;
  return [label, text, counted].filter((part) => part !== undefined).join(": ");
}
