import { expect } from "chai";

import { codeUrl, encodeCode } from "#core/card/card-code.ts";

import {
  type PrintedPage,
  bytesOf,
  printPages,
  readCodes,
} from "../../test/support/printed-page.ts";
import type { CardSheet } from "./issue-cards.ts";
import { letterText } from "./password-letter.ts";
import { printCards } from "./print-cards.ts";

const ISSUER = {
  townName: "Comune di Balestrate",
  publicUrl: "https://buoni.comune.balestrate.pa.it",
};
const SHEETS: CardSheet[] = Array.from({ length: 11 }, (_, index) => ({
  number: String(10_000_000 + index),
  code: encodeCode("card", new Uint8Array(16).fill(17 * index + 3)),
  password: String(40_718_263 + index),
  holder: { surname: "D'Angelo", name: `Nicolò ${"abcdefghijk"[index]!}` },
  protocol: `2020/${String(index).padStart(4, "0")}`,
}));
const URLS = SHEETS.map(({ code }) => codeUrl(ISSUER.publicUrl, "card", code));

describe("printing cards", function () {
  this.timeout(60_000);
  let pdf: Uint8Array;

  before(async () => void (pdf = await bytesOf(printCards(SHEETS, ISSUER))));

  for (const dpi of [100, 150, 300])
    it(`prints codes that are read at ${dpi} dots an inch, ten cards to a page`, async () => {
      const pages = await printPages(pdf, dpi, 2);
      const found = [...(await readCodes(pages[0]!)), ...(await readCodes(pages[1]!))];
      expect(found.sort()).to.deep.equal([...URLS].sort());
    });

  it("prints codes that are read pale, stained and folded through the middle", async () => {
    const [page] = await printPages(pdf, 150, 1);
    const found = await readCodes(folded(pale(page!), 150));
    expect(found.sort()).to.deep.equal(URLS.slice(0, 10).sort());
  });

  it("puts no name, no request and no password on a card, and no code in a letter", async () => {
    const [cards, more, ...letters] = (await printPages(pdf, 75)).map(({ text }) => plain(text));
    for (const sheet of SHEETS) {
      const { holder, protocol, password, code } = sheet;
      for (const secret of [holder.surname, holder.name, protocol, password])
        expect(cards! + more!).not.to.include(plain(secret));
      expect(letters.join()).not.to.include(code);
    }
  });

  it("says each holder the password of the right card, in the middle third", async () => {
    const letters = (await printPages(pdf, 75)).slice(2);
    expect(letters.length).to.equal(SHEETS.length);
    for (const [index, { text }] of letters.entries()) {
      const { holder, number, password, protocol } = SHEETS[index]!;
      for (const expected of [holder.name, holder.surname, number, password, protocol])
        expect(plain(text)).to.include(plain(expected));
    }
    const dark = letters[0]!;
    expect(darkestRow(dark) / dark.height).to.be.within(1 / 3, 2 / 3);
  });

  it("says the same in plain text of forty columns, digit by digit", () => {
    const text = letterText(SHEETS[0]!, ISSUER);
    expect(text).to.include("4 0 7 1 8 2 6 3");
    expect(text.replaceAll("\n", " ")).to.include("tessera n. 1000 0000");
    const tooLong = text.split("\n").filter((line) => line.length > 40 && line.includes(" "));
    expect(tooLong).to.deep.equal([]);
  });

  it("is tagged, in Italian, and carries the letters as text", () => {
    const source = Buffer.from(pdf).toString("latin1");
    expect(source).to.include("/Lang (it-IT)").and.include("/StructTreeRoot");
    expect(source).to.include("/Marked true").and.include("(lettere.txt)");
  });

  it("leaves room for the longest name of a town", async () => {
    const townName =
      "Comune di San Valentino in Abruzzo Citeriore e delle Frazioni Unite di Montagna";
    const long = await bytesOf(printCards(SHEETS.slice(0, 1), { ...ISSUER, townName }));
    const [page] = await printPages(long, 100);
    expect(await readCodes(page!)).to.deep.equal(URLS.slice(0, 1));
    expect(plain(page!.text)).to.include(plain(townName)).and.include(SHEETS[0]!.code);
  });
});

/** Letters and digits only: line breaks and groups are the layout's. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, "");
}

/** A printer that runs out of toner on yellowed paper, with spots. */
function pale({ grey, ...page }: PrintedPage): PrintedPage {
  let seed = 1;
  const spot = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % 61;
  };
  return { ...page, grey: grey.map((value) => 110 + Math.round(value * 0.35) + spot() - 30) };
}

/** A white crease of a millimetre down through the codes of each column, where a card in a pocket breaks. */
function folded({ grey, ...page }: PrintedPage, dpi: number): PrintedPage {
  const creased = Uint8Array.from(grey);
  const pixels = (millimetres: number) => Math.round((millimetres * dpi) / 25.4);
  for (const column of [0, 1]) {
    const crease = pixels(19.4 + 85.6 * (column + 1) - 1 - 43 / 2);
    for (let y = 0; y < page.height; y += 1)
      creased.fill(235, y * page.width + crease, y * page.width + crease + pixels(1));
  }
  return { ...page, grey: creased };
}

/** The row with the most ink: in a letter, the one through the password's digits. */
function darkestRow({ width, height, grey }: PrintedPage): number {
  const ink = Array.from({ length: height }, (_, y) =>
    grey.subarray(y * width, (y + 1) * width).reduce((sum, value) => sum + 255 - value, 0),
  );
  return ink.indexOf(Math.max(...ink));
}
