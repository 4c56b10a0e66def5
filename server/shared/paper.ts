import { createRequire } from "node:module";
import { setImmediate as nextTurn } from "node:timers/promises";

import Pdf from "pdfkit";
import qrcode from "qrcode";

/** Millimetres in the PDF's own unit, a 72nd of an inch. */
export const mm = (millimetres: number): number => (millimetres * 72) / 25.4;

export const A4_WIDTH_MM = 210;
export const A4_HEIGHT_MM = 297;
/** Clear modules around a code, without which readers miss it. See ISO/IEC 18004. */
const QUIET_MODULES = 4;

export type Paper = PDFKit.PDFDocument;

const require = createRequire(import.meta.url);
const fontFile = (name: string) => require.resolve(`bootstrap-italia/dist/fonts/${name}`);
const FONTS = {
  regular: fontFile("Titillium_Web/titillium-web-v10-latin-ext_latin-regular.ttf"),
  bold: fontFile("Titillium_Web/titillium-web-v10-latin-ext_latin-700.ttf"),
  mono: fontFile("Roboto_Mono/roboto-mono-v13-latin-ext_latin-700.ttf"),
} as const;

export type Face = keyof typeof FONTS;

/**
 * An empty A4 document in Italian, tagged so that a screen reader follows it, with the fonts it may use. Add pages with
 * `addPage`, then `end` it.
 */
export function openPaper(title: string, author: string): Paper {
  return open(title, author, {});
}

/** The same as a document that a conservation system takes: PDF/A-2a, ISO 19005-2. */
export function openArchivalPaper(title: string, author: string): Paper {
  return open(title, author, { subset: "PDF/A-2a" });
}

function open(title: string, author: string, more: { subset?: "PDF/A-2a" }): Paper {
  const paper = new Pdf({
    ...more,
    size: "A4",
    margin: 0,
    autoFirstPage: false,
    pdfVersion: "1.7",
    lang: "it-IT",
    tagged: true,
    displayTitle: true,
    info: { Title: title, Author: author },
  });
  for (const [name, path] of Object.entries(FONTS)) paper.registerFont(name, path);
  return paper;
}

export type Line = {
  readonly face: Face;
  /** Points. */
  readonly size: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly align?: "left" | "center" | "right";
  /** Space between letters, in points: for what is copied digit by digit. */
  readonly spacing?: number;
  readonly tag?: string;
};

/** Writes a paragraph with its upper left corner at x, y (millimetres); answers the y below it. */
export function write(paper: Paper, parent: PDFKit.PDFStructureElement, text: string, line: Line) {
  const { face, size, x, y, width, align = "left", spacing = 0, tag = "P" } = line;
  const draw = () =>
    paper
      .font(face)
      .fontSize(size)
      .fillColor("black")
      .text(text, mm(x), mm(y), { width: mm(width), align, characterSpacing: spacing, lineGap: 1 });
  parent.add(paper.struct(tag, {}, draw));
  return (paper.y * 25.4) / 72;
}

/**
 * Draws a QR as one vector path within a square of `side` millimetres that contains its quiet zone. Error correction Q:
 * a quarter of it may be worn, folded or stained.
 */
export function drawCode(
  paper: Paper,
  parent: PDFKit.PDFStructureElement,
  { text, alt, x, y, side }: { text: string; alt: string; x: number; y: number; side: number },
): void {
  const { size, data } = qrcode.create(text, { errorCorrectionLevel: "Q" }).modules;
  const module = mm(side) / (size + 2 * QUIET_MODULES);
  const [left, top] = [mm(x) + QUIET_MODULES * module, mm(y) + QUIET_MODULES * module];
  const draw = () => {
    for (let row = 0; row < size; row += 1)
      for (let column = 0; column < size;) {
        const run = darkRun(data, row * size + column, size - column);
        if (run > 0) paper.rect(left + column * module, top + row * module, run * module, module);
        column += Math.max(run, 1);
      }
    paper.fill("black");
  };
  parent.add(paper.struct("Figure", { alt }, draw));
}

/** How many modules in a row are dark from here on: drawn as one, so that no hairline shows between them. */
function darkRun(data: ArrayLike<number>, from: number, most: number): number {
  let length = 0;
  while (length < most && data[from + length] === 1) length += 1;
  return length;
}

/** Draws what is no content: cut marks, fold marks, rules. Screen readers pass over it. */
export function drawMarks(paper: Paper, draw: () => void): void {
  paper.markContent("Artifact", { type: "Layout" });
  paper.lineWidth(0.4).strokeColor("#444444");
  draw();
  paper.endMarkedContent();
}

/** A straight mark between two points, in millimetres. */
export function mark(paper: Paper, x1: number, y1: number, x2: number, y2: number): void {
  paper.moveTo(mm(x1), mm(y1)).lineTo(mm(x2), mm(y2)).stroke();
}

/**
 * Does something for each item, and lets the process do other work between two: a thousand pages in one go would keep
 * every till waiting.
 */
export async function eachInTurn<Item>(
  items: readonly Item[],
  work: (item: Item, index: number) => void,
): Promise<void> {
  for (const [index, item] of items.entries()) {
    work(item, index);
    await nextTurn();
  }
}
