import { codeUrl, groupCode } from "#core/card/card-code.ts";
import { formatEuroDigits } from "#core/shared/money.ts";

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
import type { ClaimSheet } from "./code-sheets.ts";

const COLUMNS = 2;
const ROWS = 5;
const MARGIN_MM = 12;
const WIDTH_MM = (A4_WIDTH_MM - 2 * MARGIN_MM) / COLUMNS;
const HEIGHT_MM = (A4_HEIGHT_MM - 2 * MARGIN_MM) / ROWS;
const CODE_SIDE_MM = 38;
const DAY = new Intl.DateTimeFormat("it", { timeZone: "Europe/Rome", dateStyle: "long" });

/** Ten codes to a page, to cut apart. The caller reads the stream; nothing is stored. */
export function printCodes(
  sheets: readonly ClaimSheet[],
  { townName, publicUrl }: { readonly townName: string; readonly publicUrl: string },
): Paper {
  const paper = openPaper("Codici premio", townName);
  const issuer = { townName, publicUrl };
  void eachInTurn(sheets, (sheet, index) => {
    const place = index % (COLUMNS * ROWS);
    if (place === 0) startPage(paper);
    const x = MARGIN_MM + (place % COLUMNS) * WIDTH_MM;
    printOne(paper, sheet, issuer, { x, y: MARGIN_MM + Math.floor(place / COLUMNS) * HEIGHT_MM });
  }).then(
    () => paper.end(),
    (error: Error) => paper.destroy(error),
  );
  return paper;
}

/** Lines to cut along. */
function startPage(paper: Paper): void {
  paper.addPage();
  const [right, bottom] = [A4_WIDTH_MM - MARGIN_MM, A4_HEIGHT_MM - MARGIN_MM];
  drawMarks(paper, () => {
    for (let column = 0; column <= COLUMNS; column += 1) {
      const x = MARGIN_MM + column * WIDTH_MM;
      mark(paper, x, MARGIN_MM, x, bottom);
    }
    for (let row = 0; row <= ROWS; row += 1) {
      const y = MARGIN_MM + row * HEIGHT_MM;
      mark(paper, MARGIN_MM, y, right, y);
    }
  });
}

function printOne(
  paper: Paper,
  { title, rewardCents, expiresAt, code }: ClaimSheet,
  { townName, publicUrl }: { townName: string; publicUrl: string },
  { x, y }: { x: number; y: number },
): void {
  const one = paper.struct("Sect", { title: "Codice premio" });
  paper.addStructure(one);
  const line = { face: "regular", size: 8, x: x + 4, width: WIDTH_MM - CODE_SIDE_MM - 8 } as const;
  let at = write(paper, one, townName, { ...line, y: y + 4 });
  at = write(paper, one, title, { ...line, face: "bold", size: 10, y: at + 1 });
  const worth = formatEuroDigits(BigInt(rewardCents));
  at = write(paper, one, `${worth} di valore locale`, { ...line, face: "bold", y: at + 1 });
  const lastDay = DAY.format(new Date(new Date(expiresAt).getTime() - 1));
  const how = `Vale una volta sola, fino al ${lastDay}. Inquadrarlo col telefono, o portarlo in Comune con la tessera.`;
  write(paper, one, how, { ...line, y: at + 1 });
  const typed = groupCode(code);
  const codeLine = { ...line, face: "mono", size: 7, width: WIDTH_MM - 8 } as const;
  write(paper, one, typed, { ...codeLine, y: y + HEIGHT_MM - 7 });
  drawCode(paper, one, {
    text: codeUrl(publicUrl, "claim", code),
    alt: `Codice QR del premio ${title}`,
    ...{ x: x + WIDTH_MM - CODE_SIDE_MM - 2, y: y + 3, side: CODE_SIDE_MM },
  });
  one.end();
}
