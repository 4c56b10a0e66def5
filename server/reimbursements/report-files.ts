import writeExcelFile from "write-excel-file/node";

import { csvText } from "#core/shared/csv-text.ts";
import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import { A4_WIDTH_MM, type Line, type Paper, openArchivalPaper, write } from "../shared/paper.ts";
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

const MARGIN_MM = 20;
const WIDTH_MM = A4_WIDTH_MM - 2 * MARGIN_MM;
const LAST_LINE_MM = 272;
const ROW_MM = 6;
const FIGURE_MM = 34;

/** The report on paper that keeps (PDF/A-2a), tagged, to be attached to the act. The caller reads the stream. */
export function printReport(head: ReportHead, rows: readonly ReportRow[]): Paper {
  const title = `Relazione finale: ${head.name}`;
  const paper = openArchivalPaper(title, head.townName);
  const section = paper.struct("Sect", { title });
  paper.addPage();
  paper.addStructure(section);
  const plain = { face: "regular", size: 10, x: MARGIN_MM, width: WIDTH_MM } as const;
  let y = MARGIN_MM;
  const turn = () => {
    if (y + ROW_MM <= LAST_LINE_MM) return;
    paper.addPage();
    y = MARGIN_MM;
  };
  const put = (text: string, change: Partial<Line> = {}) => {
    turn();
    y = write(paper, section, text, { ...plain, ...change, y }) + 1;
  };
  put(title, { face: "bold", size: 16, tag: "H1" });
  let open = "";
  for (const row of rows) {
    if (row.section !== open) {
      y += 4;
      if (y + 3 * ROW_MM > LAST_LINE_MM) y = LAST_LINE_MM;
      put(row.section, { face: "bold", size: 12, tag: "H2" });
      open = row.section;
    }
    turn();
    const top = y;
    put(textOf(row), { width: WIDTH_MM - FIGURE_MM });
    if (row.cents !== undefined)
      write(paper, section, formatEuro(row.cents), {
        ...{ ...plain, y: top, x: MARGIN_MM + WIDTH_MM - FIGURE_MM, width: FIGURE_MM },
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
