/** The furthest row and column that a sheet names, both from 1. */
export type Extent = { readonly rows: number; readonly columns: number };

/** A row or a cell begins, or an attribute `r` says where it is; the reader drops the prefixes of both. */
const PLACE = /<(?:[\w.-]+:)?(row|c)(?=[\s/>])|(?<!\w|xmlns:)r\s*=\s*(["'])(.*?)\2/gs;
const REFERENCE = /^([A-Z]{0,3})(\d{1,7})$/;

/**
 * How far a sheet of a workbook goes (ECMA-376, 18.3.1.4 and 18.3.1.73): a reader fills everything up to the furthest
 * cell, so that one cell of a kilobyte's file may ask for gigabytes. What `dimension` claims is not believed. Rows and
 * cells that do not say where they are follow one another. `undefined` where a place is none.
 */
export function extentOf(xml: string): Extent | undefined {
  let [row, column, rows, columns] = [0, 0, 0, 0];
  for (const [, begun, , reference] of xml.matchAll(PLACE)) {
    if (begun === "row") [row, column] = [row + 1, 0];
    else if (begun === "c") column += 1;
    else {
      const place = REFERENCE.exec(reference!);
      if (place === null) return undefined;
      if (place[1] !== "") column = columnNumber(place[1]!);
      row = Math.max(row, Number(place[2]));
    }
    rows = Math.max(rows, row);
    columns = Math.max(columns, column);
  }
  return { rows, columns };
}

/** `A` is 1, `Z` 26, `AA` 27. */
function columnNumber(letters: string): number {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
}
