import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { ENGLISH } from "./english.ts";

const SOURCES = join(import.meta.dirname, "../..");
const SAID = /\b(?:say|euroText|dayText)\(\s*"((?:[^"\\]|\\.)*)"/g;

/** Every sentence that the pages pass to `say` as it stands. */
function sentences(): string[] {
  const files = globSync("**/*.{ts,tsx}", { cwd: SOURCES }).filter(
    (name) => !/\.test\./.test(name),
  );
  const texts = files.map((name) => readFileSync(join(SOURCES, name), "utf8"));
  return texts.flatMap((text) => [...text.matchAll(SAID)].map(([, sentence]) => sentence!));
}

const holes = (text: string) => [...new Set(text.match(/\{\d\}/g) ?? [])].sort();

describe("English", () => {
  it("has every sentence that the pages say", () => {
    const said = sentences();
    expect(said).to.have.length.greaterThan(150);
    expect(said.filter((sentence) => ENGLISH[sentence] === undefined)).to.deep.equal([]);
  });

  it("puts the same values into its sentences", () => {
    for (const [italian, english] of Object.entries(ENGLISH))
      expect(holes(english), italian).to.deep.equal(holes(italian));
  });
});
