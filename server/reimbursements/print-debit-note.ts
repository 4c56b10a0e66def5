import { groupCardNumber } from "#core/card/card-number.ts";
import type { ReviewState } from "#core/reimbursement/judge-review.ts";
import { formatEuro } from "#core/shared/money.ts";

import type { MerchantDetails } from "../merchants/merchants.ts";
import { type Face, type Paper, openPaper } from "../shared/paper.ts";
import { MARGIN_MM, type PageWriter, startPage } from "./page-writer.ts";
import type { StatementLine } from "./statement-lines.ts";

export type DebitNote = {
  readonly number: number;
  readonly presentedAt: Date;
  readonly periodFrom: Date;
  readonly periodUntil: Date;
  /** What was presented. */
  readonly amount: bigint;
  /** What is left of it after the office's decisions. */
  readonly due: bigint;
  readonly programme: string;
  /** The municipality's act that opened the programme. */
  readonly act: string;
  readonly ref: string;
  readonly merchant: MerchantDetails;
  readonly lines: readonly StatementLine[];
};

const ROW_MM = 5;
const LAYOUT = { rowMm: ROW_MM, lastLineMm: 275 };
/** Documents outside VAT above this amount take a stamp of 2 euros: d.P.R. 642/1972, art. 13 of the tariff. */
const STAMP_FREE_CENTS = 7_747n;

const DAY = new Intl.DateTimeFormat("it-IT", { timeZone: "Europe/Rome", dateStyle: "long" });
const MOMENT = new Intl.DateTimeFormat("it-IT", {
  timeZone: "Europe/Rome",
  dateStyle: "short",
  timeStyle: "short",
});

/** The shop's debit note for a statement, filled in: to be signed and sent as it is. The caller reads the stream. */
export function printDebitNote(note: DebitNote, townName: string): Paper {
  const title = `Nota di debito n. ${note.number}`;
  const paper = openPaper(title, note.merchant.businessName);
  const writer = startPage(paper, title, LAYOUT);
  writeHead(writer, note, townName);
  writeTerms(writer, note);
  writeLines(writer, note);
  paper.end();
  return paper;
}

function writeHead({ put, space }: PageWriter, note: DebitNote, townName: string): void {
  const { businessName, address, vatNumber } = note.merchant;
  put(businessName, { face: "bold", size: 14 });
  put(address);
  put(`Partita IVA ${vatNumber}`);
  space(6);
  put(`Spett.le ${townName}`, { face: "bold", align: "right" });
  space(6);
  put(`Nota di debito n. ${note.number} del ${DAY.format(note.presentedAt)}`, {
    face: "bold",
    size: 16,
    tag: "H1",
  });
  put(
    `Rimborso dei buoni spesa accettati dal ${DAY.format(note.periodFrom)} al ${DAY.format(note.periodUntil)}.`,
  );
  put(`Iniziativa: ${note.programme}. Atto: ${note.act}.`);
  put(`Riferimento sulla blockchain: ${note.ref}`, { size: 8 });
  space(3);
}

function writeTerms({ put, space }: PageWriter, { amount, due, merchant }: DebitNote): void {
  put(`Totale da rimborsare: ${formatEuro(due)}`, { face: "bold", size: 14 });
  if (due !== amount)
    put(
      `Presentati ${formatEuro(amount)}, di cui ${formatEuro(amount - due)} sospesi o respinti dall'ufficio.`,
    );
  put(`Accredito sul conto dedicato, IBAN ${merchant.iban.replace(/(.{4})(?=.)/g, "$1 ")}`, {
    face: "bold",
  });
  put(
    "Operazione fuori campo IVA: rimborso di buoni-corrispettivo multiuso, art. 6-quater d.P.R. 633/1972. L'IVA è assolta dal negozio sulle singole vendite.",
  );
  put("CIG non richiesto: buoni sociali, delibera ANAC 313/2020.");
  put(stampText(due));
  space(3);
}

/** Whether a stamp is due, said either way so that nobody wonders. */
export function stampText(amount: bigint): string {
  return amount > STAMP_FREE_CENTS
    ? "Importo superiore a 77,47 €: imposta di bollo di 2,00 € a carico del negozio, salvo esenzione. Apporre la marca qui: [            ]"
    : "Importo fino a 77,47 €: imposta di bollo non dovuta.";
}

type Cell = readonly [text: string, width: number, align: "left" | "right"];

function writeRow(
  { makeRoom, beside, space }: PageWriter,
  cells: readonly Cell[],
  face: Face = "regular",
): void {
  const y = makeRoom(ROW_MM);
  let x = MARGIN_MM;
  for (const [text, width, align] of cells) {
    if (text !== "") beside(y, text, { face, size: 9, x, width, align });
    x += width;
  }
  space(ROW_MM);
}

function writeLines(writer: PageWriter, { lines, amount, due }: DebitNote): void {
  const { put, space } = writer;
  const row = (cells: readonly Cell[], face?: "bold") => writeRow(writer, cells, face);
  put("Pagamenti e storni", { face: "bold", size: 12, tag: "H2" });
  row(
    [
      ["Quando", 38, "left"],
      ["Tessera", 32, "left"],
      ["Documento commerciale", 60, "left"],
      ["Importo", 40, "right"],
    ],
    "bold",
  );
  for (const { kind, at, cardNumber, fiscalDocument, review, amount: cents } of lines)
    row([
      [MOMENT.format(at), 38, "left"],
      [groupCardNumber(cardNumber), 32, "left"],
      [noteOf(kind === "reversal" ? "storno" : fiscalDocument, review), 60, "left"],
      [formatEuro(cents), 40, "right"],
    ]);
  const other = amount - lines.reduce((sum, line) => sum + line.amount, 0n);
  if (other !== 0n)
    row([
      ["Altri movimenti sulla blockchain", 130, "left"],
      [formatEuro(other), 40, "right"],
    ]);
  space(1);
  row(
    [
      [due === amount ? "Totale" : "Totale presentato", 130, "left"],
      [formatEuro(amount), 40, "right"],
    ],
    "bold",
  );
  if (due === amount) return;
  row([
    ["Sospesi o respinti dall'ufficio", 130, "left"],
    [formatEuro(due - amount), 40, "right"],
  ]);
  row(
    [
      ["Totale da rimborsare", 130, "left"],
      [formatEuro(due), 40, "right"],
    ],
    "bold",
  );
}

const REVIEWS = {
  suspended: "sospeso",
  rejected: "respinto",
  released: "riammesso, in un rendiconto successivo",
} as const satisfies Record<ReviewState, string>;

function noteOf(document: string | null, review: ReviewState | null): string {
  return [document, review && REVIEWS[review]].filter((text) => text !== null).join(", ");
}
