import qrcode from "qrcode";

import { groupCardNumber } from "#core/card/card-number.ts";
import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import { type Paper, drawCode, mm, openPaper, write } from "../shared/paper.ts";
import type { ReceiptView } from "./receipts.ts";

const WIDTH_MM = 80;
const MARGIN_MM = 4;
const INNER_MM = WIDTH_MM - 2 * MARGIN_MM;
const CODE_SIDE_MM = 62;
const HEIGHT_MM = 230;

const MOMENT = new Intl.DateTimeFormat("it-IT", {
  timeZone: "Europe/Rome",
  dateStyle: "short",
  timeStyle: "short",
});

const STATES = {
  accepted: "confermato",
  batched: "in registrazione sulla blockchain",
  settled: "registrato sulla blockchain",
  voided: "ANNULLATO",
  failed: "registrazione non riuscita: se ne occupa il Comune",
} as const satisfies Record<ReceiptView["state"], string>;

/** What the fiscal document must say of money that a shop does not cash: art. 2 d.m. 7 December 2016. */
const FISCAL_WORDS =
  "Non è un documento fiscale. Sul documento commerciale questo importo va indicato come «corrispettivo non riscosso».";

/** Local value is no voucher and is never reimbursed: what of it means for the fiscal document is the shop's accountant's. */
const FISCAL_WORDS_MIXED =
  "Non è un documento fiscale. Sul documento commerciale la parte pagata con i buoni va indicata come «corrispettivo non riscosso».";

/** The receipt as a tagged PDF of one page, as wide as a receipt printer's roll. The caller reads the stream. */
export function printReceipt(receipt: ReceiptView, townName: string): Paper {
  const amount = formatOf(receipt)(BigInt(receipt.amountCents));
  const paper = openPaper(`Ricevuta di ${amount}`, townName);
  paper.addPage({ size: [mm(WIDTH_MM), mm(HEIGHT_MM)], margin: 0 });
  const section = paper.struct("Sect", { title: "Ricevuta" });
  paper.addStructure(section);
  const line = {
    face: "regular",
    size: 9,
    x: MARGIN_MM,
    width: INNER_MM,
    align: "center",
  } as const;
  let y = write(paper, section, townName, { ...line, y: 6 });
  y = write(paper, section, receipt.businessName, {
    ...line,
    face: "bold",
    size: 12,
    y,
    tag: "H1",
  });
  y = write(paper, section, amount, {
    ...line,
    face: "bold",
    size: 24,
    y: y + 2,
  });
  for (const text of linesOf(receipt)) y = write(paper, section, text, { ...line, y: y + 1 });
  drawCode(paper, section, {
    text: receipt.checkUrl,
    alt: "Codice QR con cui chiunque controlla questa ricevuta sulla pagina di trasparenza",
    x: (WIDTH_MM - CODE_SIDE_MM) / 2,
    y: y + 2,
    side: CODE_SIDE_MM,
  });
  write(paper, section, "Inquadrando il codice chiunque la controlla sulla blockchain.", {
    ...line,
    size: 8,
    y: y + CODE_SIDE_MM + 3,
  });
  paper.end();
  return paper;
}

function linesOf(receipt: ReceiptView): string[] {
  const { acceptedAt, cardNumber, payer, leftCents, state, reversals, fiscalDocument } = receipt;
  const { parts, localLeftCents } = receipt;
  const isMixed = parts.some(({ kind }) => kind === "local");
  const when = MOMENT.format(new Date(acceptedAt));
  return [
    payer === undefined ? `${when} · tessera ${groupCardNumber(cardNumber!)}` : when,
    `${wordsOf(receipt, isMixed)}: ${STATES[state]}`,
    ...(isMixed ? partLines(receipt) : []),
    ...reversals
      .filter((reversal) => reversal.state !== "failed")
      .map(({ amountCents }) => `Stornati ${formatOf(receipt)(BigInt(amountCents))}`),
    ...(leftCents === undefined
      ? []
      : [`Restavano sulla tessera ${formatEuro(BigInt(leftCents))}`]),
    ...(localLeftCents === undefined
      ? []
      : [`e ${formatEuroDigits(BigInt(localLeftCents))} in valore locale`]),
    ...(fiscalDocument === undefined ? [] : [`Documento commerciale n. ${fiscalDocument}`]),
    ...(payer === undefined
      ? [isMixed ? FISCAL_WORDS_MIXED : FISCAL_WORDS, limitOf(receipt)]
      : ["Si può restituire finché il negozio non l'ha speso."]),
  ];
}

/** How the amounts read: another shop pays in local value alone, which is no euros. */
function formatOf({ payer }: ReceiptView): (amount: bigint) => string {
  return payer === undefined ? formatEuro : formatEuroDigits;
}

function limitOf({ voidableUntil }: ReceiptView): string {
  return `Annullabile in cassa fino alle ${timeOf(voidableUntil)} circa; poi si storna, finché il negozio non ne ha chiesto il rimborso.`;
}

function wordsOf({ payer }: ReceiptView, isMixed: boolean): string {
  if (payer !== undefined) return `Pagato in valore locale da ${payer.businessName}`;
  return isMixed ? "Pagato con la tessera" : "Pagato con buoni del Comune";
}

/** Each part of the price, the euros out of the customer's pocket too. */
function partLines({ parts, billCents, amountCents }: ReceiptView): string[] {
  const cash = BigInt(billCents ?? amountCents) - BigInt(amountCents);
  const lines = parts.map(({ kind, amountCents: own }) =>
    kind === "voucher"
      ? `Con i buoni ${formatEuro(BigInt(own))}`
      : `In valore locale ${formatEuroDigits(BigInt(own))}`,
  );
  return cash === 0n ? lines : [...lines, `In euro, di tasca ${formatEuro(cash)}`];
}

function timeOf(instant: string): string {
  return MOMENT.format(new Date(instant)).split(" ").at(-1)!;
}

/** The receipt's QR for a screen: error correction L, because a screen is never folded and a small code is read faster. */
export function drawReceiptCode({ checkUrl }: ReceiptView): Promise<string> {
  return qrcode.toString(checkUrl, { type: "svg", errorCorrectionLevel: "L", margin: 4 });
}
