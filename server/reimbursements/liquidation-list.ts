import writeExcelFile from "write-excel-file/node";

import { totalOf } from "#core/reimbursement/transfer-order.ts";
import { italianDay } from "#core/shared/civil-day.ts";
import { formatEuro } from "#core/shared/money.ts";

import { A4_WIDTH_MM, type Line, type Paper, openPaper, write } from "../shared/paper.ts";
import type { WrittenOrder } from "./transfer-order-list.ts";

const HEADER = [
  ...["N.", "Esercente", "Partita IVA", "IBAN", "Importo in euro", "Causale"],
  ...["Dal", "Al", "Nota di debito", "Iniziativa", "Atto", "Riferimento"],
];

const day = (instant: string) => italianDay(new Date(instant));

/** The list of who is paid what, as a workbook: for the accounting suite and the act of liquidation. */
export async function liquidationWorkbook(order: WrittenOrder): Promise<Buffer> {
  const head = HEADER.map((value) => ({ value, fontWeight: "bold" as const }));
  const rows = order.transfers.map(({ endToEnd, iban, amount, remittance }, index) => {
    const payee = order.payees[index]!;
    return [
      { value: index + 1 },
      ...[payee.businessName, payee.vatNumber, iban].map((value) => ({ value })),
      { value: Number(amount) / 100, format: "#,##0.00" },
      ...[remittance, day(payee.periodFrom), day(payee.periodUntil)].map((value) => ({ value })),
      { value: payee.statementNumber },
      ...[payee.programme, payee.act, endToEnd].map((value) => ({ value })),
    ];
  });
  const total = [
    ...[null, { value: "Totale", fontWeight: "bold" as const }, null, null],
    { value: Number(totalOf(order)) / 100, format: "#,##0.00", fontWeight: "bold" as const },
  ];
  const columns = [6, 36, 14, 30, 16, 60, 12, 12, 10, 30, 40, 16].map((width) => ({ width }));
  const sheet = [head, ...rows, total];
  return writeExcelFile(sheet as never, { columns, sheet: "Liquidazione" } as never).toBuffer();
}

const MARGIN_MM = 20;
const WIDTH_MM = A4_WIDTH_MM - 2 * MARGIN_MM;
const LAST_LINE_MM = 270;
const ROW_MM = 11;

/** The same list on paper, to be attached to the act. The caller reads the stream. */
export function printLiquidation(order: WrittenOrder, townName: string): Paper {
  const title = `Elenco di liquidazione n. ${order.number}`;
  const paper = openPaper(title, townName);
  const section = paper.struct("Sect", { title });
  const plain = { face: "regular", size: 10, x: MARGIN_MM, width: WIDTH_MM } as const;
  let y = newPage(paper);
  paper.addStructure(section);
  const put = (text: string, change: Partial<Line> = {}) => {
    y = write(paper, section, text, { ...plain, ...change, y }) + 1;
  };
  put(townName, { face: "bold", size: 12 });
  put(title, { face: "bold", size: 16, tag: "H1" });
  put(
    `Pagamento disposto per il ${day(order.executeOn)}. Distinta ${order.messageId}. Conto di addebito: ${order.payer.name}, ${grouped(order.payer.iban)}.`,
  );
  put(
    "Rimborso di buoni-corrispettivo multiuso, fuori campo IVA (art. 6-quater d.P.R. 633/1972). CIG non richiesto: buoni sociali, delibera ANAC 313/2020.",
    { size: 9 },
  );
  y += 3;
  for (const [index, transfer] of order.transfers.entries()) {
    if (y + ROW_MM > LAST_LINE_MM) y = newPage(paper);
    const payee = order.payees[index]!;
    const top = y;
    write(paper, section, formatEuro(transfer.amount), {
      ...{ ...plain, y: top, face: "bold", align: "right" },
    });
    put(`${index + 1}. ${payee.businessName}, partita IVA ${payee.vatNumber}`, {
      ...{ face: "bold", width: WIDTH_MM - 35 },
    });
    put(`IBAN ${grouped(transfer.iban)}. ${transfer.remittance}. ${payee.act}.`, { size: 9 });
    y += 1.5;
  }
  if (y + ROW_MM > LAST_LINE_MM) y = newPage(paper);
  put(`Totale di ${order.transfers.length} pagamenti: ${formatEuro(totalOf(order))}`, {
    ...{ face: "bold", size: 12, align: "right" },
  });
  paper.end();
  return paper;
}

function newPage(paper: Paper): number {
  paper.addPage();
  return MARGIN_MM;
}

function grouped(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, "$1 ");
}
