import { MOST_COLUMNS, MOST_ROWS } from "./csv.ts";

/** White space of XML, and of the sheet's reader. */
const SPACE = "[\\t-\\r ]";
const START = new RegExp(`<(?:[\\w.-]*:)?(row|c)(?=${SPACE}|[/>])`, "g");
const ATTRIBUTES = new RegExp(
  `((?:${SPACE}+[\\w:.-]+=(?:"[^"'<>]*"|'[^"'<>]*'))*)${SPACE}*/?>`,
  "y",
);
const REFERENCE = new RegExp(`[\\t-\\r :]r=["']([^"']*)`, "g");

/**
 * Why a sheet's XML cannot be read as a table, or `undefined` where it can. The sheet's reader fills the rectangle up to
 * the furthest cell: one cell in the last row and column would take more memory than there is. So the numbers of rows
 * and cells are looked at first, not the `dimension` that a sheet claims. What the reader could understand otherwise
 * than it is understood here (numbers in other notations, broken tags) is `unreadable`; what stands in a comment counts.
 */
export function problemOfSheet(xml: Buffer): "unreadable" | { reason: string } | undefined {
  // The markup is ASCII, whatever the texts between are.
  const text = xml.toString("latin1");
  let row = 0;
  for (const { 0: start, 1: tag, index } of text.matchAll(START)) {
    ATTRIBUTES.lastIndex = index + start.length;
    const attributes = ATTRIBUTES.exec(text)?.[1];
    if (attributes === undefined) return "unreadable";
    const references = [...attributes.matchAll(REFERENCE)].map(([, value]) => value!);
    if (tag === "row" && references.length === 0) row += 1;
    // The reader knows no cells without a reference.
    if (tag === "c" && references.length === 0) return "unreadable";
    for (const reference of references) {
      const place = placeOf(reference, tag === "c");
      if (place === undefined) return "unreadable";
      row = Math.max(row, place.row);
      if (place.column > MOST_COLUMNS) return { reason: tooWide(reference) };
    }
    if (row > MOST_ROWS + 1) return { reason: tooLong(row) };
  }
  return undefined;
}

/** The row and column, from 1, that `CV12` or, for a row, `12` stands for. */
function placeOf(reference: string, isCell: boolean): { row: number; column: number } | undefined {
  const parts = (isCell ? /^([A-Z]{1,3})([1-9]\d{0,6})$/ : /^()([1-9]\d{0,6})$/).exec(reference);
  if (parts === null) return undefined;
  const column = [...parts[1]!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return { row: Number(parts[2]), column };
}

function tooWide(cell: string): string {
  return `Il foglio arriva alla cella ${cell}, più di ${MOST_COLUMNS} colonne: copiare la sola tabella in un foglio nuovo.`;
}

function tooLong(row: number): string {
  return (
    `Il foglio arriva alla riga ${row}, più di ${MOST_ROWS} righe: dividerlo e importarne una parte per volta. ` +
    "Se in fondo è vuoto, copiare la sola tabella in un foglio nuovo."
  );
}
