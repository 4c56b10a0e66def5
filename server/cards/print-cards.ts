import { codeUrl, groupCode } from "#core/card/card-code.ts";
import { groupCardNumber } from "#core/card/card-number.ts";

import {
  A4_HEIGHT_MM,
  A4_WIDTH_MM,
  type Paper,
  drawCode,
  drawMarks,
  eachInTurn,
  mark,
  openPaper,
  write,
} from "../shared/paper.ts";
import type { CardSheet } from "./issue-cards.ts";
import { letterText, printLetter } from "./password-letter.ts";

/** Who issues, and where a phone's camera that reads a card is led. */
export type Issuer = { readonly townName: string; readonly publicUrl: string };

/** CR80, the size of a bank card. See ISO/IEC 7810, ID-1. */
const CARD_WIDTH_MM = 85.6;
const CARD_HEIGHT_MM = 53.98;
const COLUMNS = 2;
const ROWS = 5;
export const CARDS_PER_PAGE = COLUMNS * ROWS;
const LEFT_MM = (A4_WIDTH_MM - COLUMNS * CARD_WIDTH_MM) / 2;
const TOP_MM = (A4_HEIGHT_MM - ROWS * CARD_HEIGHT_MM) / 2;
const CUT_MARK_MM = 5;
/** Between a card's edge and what is printed on it: nothing is lost where scissors slip. */
const MARGIN_MM = 4;
const CODE_SIDE_MM = 43;
/** A name of more letters is printed smaller, so that even the longest leaves room for what stands below it. */
const LONG_NAME = 36;

/**
 * The sheets as one PDF: first the cards, ten to a page with marks to cut along, then one letter a card with its
 * password, to be folded so that it does not show. The two are printed and handed over apart. A card bears no name and no
 * programme: whoever sees it at a till learns nothing of its holder. The letters are attached as plain text too, for a
 * Braille printer. The caller reads the stream; nothing is stored.
 */
export function printCards(sheets: readonly CardSheet[], issuer: Issuer): Paper {
  const paper = openPaper("Tessere e lettere con la password", issuer.townName);
  const text = sheets.map((sheet) => letterText(sheet, issuer)).join("\f");
  paper.file(Buffer.from(text), { name: "lettere.txt", type: "text/plain", hidden: false });
  void draw(paper, sheets, issuer).then(
    () => paper.end(),
    (error: Error) => paper.destroy(error),
  );
  return paper;
}

async function draw(paper: Paper, sheets: readonly CardSheet[], issuer: Issuer): Promise<void> {
  await eachInTurn(sheets, (sheet, index) => {
    const place = index % CARDS_PER_PAGE;
    if (place === 0) startCardPage(paper);
    printCard(paper, sheet, issuer, {
      x: LEFT_MM + (place % COLUMNS) * CARD_WIDTH_MM,
      y: TOP_MM + Math.floor(place / COLUMNS) * CARD_HEIGHT_MM,
    });
  });
  await eachInTurn(sheets, (sheet) => printLetter(paper, sheet, issuer));
}

/** Marks stand outside the block of cards, where they cannot remain on a card that is cut a little wide. */
function startCardPage(paper: Paper): void {
  paper.addPage();
  const right = LEFT_MM + COLUMNS * CARD_WIDTH_MM;
  const bottom = TOP_MM + ROWS * CARD_HEIGHT_MM;
  drawMarks(paper, () => {
    for (let column = 0; column <= COLUMNS; column += 1) {
      const x = LEFT_MM + column * CARD_WIDTH_MM;
      mark(paper, x, TOP_MM - 1, x, TOP_MM - 1 - CUT_MARK_MM);
      mark(paper, x, bottom + 1, x, bottom + 1 + CUT_MARK_MM);
    }
    for (let row = 0; row <= ROWS; row += 1) {
      const y = TOP_MM + row * CARD_HEIGHT_MM;
      mark(paper, LEFT_MM - 1, y, LEFT_MM - 1 - CUT_MARK_MM, y);
      mark(paper, right + 1, y, right + 1 + CUT_MARK_MM, y);
    }
  });
}

function printCard(
  paper: Paper,
  { code, number }: CardSheet,
  { townName, publicUrl }: Issuer,
  { x, y }: { x: number; y: number },
): void {
  const card = paper.struct("Sect", { title: `Tessera ${groupCardNumber(number)}` });
  paper.addStructure(card);
  const left = x + MARGIN_MM;
  const width = CARD_WIDTH_MM - CODE_SIDE_MM - MARGIN_MM - 2;
  const line = { x: left, width, face: "regular", size: 7 } as const;
  const size = townName.length > LONG_NAME ? 8 : 10;
  const below = write(paper, card, townName, { ...line, face: "bold", size, y: y + MARGIN_MM });
  write(paper, card, "Tessera n.", { ...line, y: below + 2 });
  const numberLine = { ...line, face: "mono", size: 12, y: below + 5 } as const;
  const underNumber = write(paper, card, groupCardNumber(number), numberLine);
  const hint =
    "Si usa con la password, che non va scritta qui. Se la perde, avvisi subito il Comune.";
  write(paper, card, hint, { ...line, size: 6.5, y: underNumber + 3 });
  const typed = groupCode(code);
  const codeLine = { ...line, face: "mono", size: 6.5, y: y + CARD_HEIGHT_MM - 12 } as const;
  write(paper, card, `${typed.slice(0, 17)}\n${typed.slice(18)}`, codeLine);
  drawCode(paper, card, {
    text: codeUrl(publicUrl, "card", code),
    alt: `Codice QR della tessera ${groupCardNumber(number)}`,
    x: x + CARD_WIDTH_MM - CODE_SIDE_MM - 1,
    y: y + (CARD_HEIGHT_MM - CODE_SIDE_MM) / 2,
    side: CODE_SIDE_MM,
  });
  card.end();
}
