import { groupCardNumber } from "#core/card/card-number.ts";
import { groupPassword } from "#core/card/password.ts";

import { A4_HEIGHT_MM, A4_WIDTH_MM, type Paper, drawMarks, mark, write } from "../shared/paper.ts";
import type { CardSheet } from "./issue-cards.ts";
import type { Issuer } from "./print-cards.ts";

/** A sheet folded in three fits a DL envelope; the password is in the middle third, which ends up inside. */
const FIRST_FOLD_MM = A4_HEIGHT_MM / 3;
const SECOND_FOLD_MM = (2 * A4_HEIGHT_MM) / 3;
const MARGIN_MM = 20;
const WIDTH_MM = A4_WIDTH_MM - 2 * MARGIN_MM;
/** Where the window of an Italian business envelope shows the addressee. */
const ADDRESSEE = { x: 110, y: 45, width: 80 } as const;
/** Columns of a Braille page. */
const BRAILLE_COLUMNS = 40;

const KEEP_APART =
  "Tenga questa lettera in un posto sicuro, lontano dalla tessera: chi ha tutte e due può spendere i buoni.";

/** What the holder has to know, in the order in which it is needed. */
function advice({ publicUrl }: Issuer): readonly string[] {
  return [
    "Al negozio: mostri la tessera e digiti lei la password sulla tastiera della cassa. Il negozio vede solo se il pagamento è riuscito e quanto resta.",
    "Non la dica a nessuno, nemmeno al negoziante o a chi telefona a nome del Comune: il Comune non la conosce e non la chiede mai.",
    "Dopo cinque password sbagliate la tessera si ferma per un quarto d'ora; se succede di nuovo si blocca e la riattiva il Comune.",
    `Quanto resta: inquadri la tessera con il telefono, oppure vada su ${publicUrl}/carta, oppure chieda allo sportello, anche senza telefono.`,
    "Tessera persa o rubata, o password dimenticata: avvisi subito il Comune. La tessera viene bloccata e i buoni passano su una nuova.",
  ];
}

/** Adds the letter that tells a card's holder the password. It bears no code: alone it opens nothing. */
export function printLetter(paper: Paper, sheet: CardSheet, issuer: Issuer): void {
  paper.addPage();
  const { holder, number, password, protocol } = sheet;
  const letter = paper.struct("Sect", {
    title: `Lettera per la tessera ${groupCardNumber(number)}`,
  });
  paper.addStructure(letter);
  drawMarks(paper, () => {
    for (const fold of [FIRST_FOLD_MM, SECOND_FOLD_MM]) mark(paper, 4, fold, 9, fold);
  });
  const body = { face: "regular", size: 12, x: MARGIN_MM, width: WIDTH_MM } as const;
  write(paper, letter, issuer.townName, { ...body, face: "bold", size: 14, y: 18 });
  const to = { ...body, ...ADDRESSEE } as const;
  const below = write(paper, letter, `${holder.name} ${holder.surname}`, { ...to, face: "bold" });
  write(paper, letter, `Domanda ${protocol}`, { ...to, size: 10, y: below + 1 });

  const title = { ...body, face: "bold", size: 16, tag: "H1" } as const;
  const heading = `La password della sua tessera n. ${groupCardNumber(number)}`;
  const underTitle = write(paper, letter, heading, { ...title, y: FIRST_FOLD_MM + 14 });
  const digits = { ...body, face: "mono", size: 44, align: "center", spacing: 4 } as const;
  const shown = groupPassword(password);
  const underDigits = write(paper, letter, shown, { ...digits, y: underTitle + 10 });
  write(paper, letter, KEEP_APART, { ...body, y: underDigits + 10 });

  let y = SECOND_FOLD_MM + 8;
  for (const paragraph of advice(issuer))
    y = write(paper, letter, `•  ${paragraph}`, { ...body, size: 10.5, y }) + 2;
  letter.end();
}

/** The same letter as plain text in lines of forty characters, digits one by one, for a Braille printer. */
export function letterText(sheet: CardSheet, issuer: Issuer): string {
  const { holder, number, password, protocol } = sheet;
  const paragraphs = [
    issuer.townName,
    `${holder.name} ${holder.surname}, domanda ${protocol}`,
    `La password della sua tessera n. ${groupCardNumber(number)} è:`,
    [...password].join(" "),
    KEEP_APART,
    ...advice(issuer),
  ];
  return `${paragraphs.map((paragraph) => wrap(paragraph)).join("\n\n")}\n`;
}

function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= BRAILLE_COLUMNS)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}
