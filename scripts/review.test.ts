import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { merchantRegistryAbi } from "#core/chain/abi/merchant-registry.ts";
import { programmesAbi } from "#core/chain/abi/programmes.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";

const PROJECT = join(import.meta.dirname, "..");

/** Tests that a paper's tables name: file, and words of the title. */
function testsNamedIn(text: string): RegExpMatchArray[] {
  return [...text.matchAll(/`((?:test|scripts)\/[\w/.-]+)`\s+"([^|]+)" *\|/g)];
}

/** Lines of tables without their heads. */
function tableLines(text: string, head: RegExp): string[] {
  return text.split("\n").filter((line) => /^\| (?!-)/.test(line) && !head.test(line));
}

describe("The table of threats", () => {
  const text = readFileSync(join(PROJECT, "docs/security/threats.md"), "utf8");
  const named = testsNamedIn(text);

  it("names for everybody what bounds them, and a test", () => {
    const lines = tableLines(text, /^\| actor/);
    expect(lines.length).to.be.greaterThan(30);
    expect(named).to.have.length(lines.length);
    for (const line of lines)
      expect(line.split(" | ").every((cell) => cell.trim() !== "")).to.equal(true);
  });

  for (const [, file, title] of named)
    it(`names a test that is there: ${file}, ${title}`, () => {
      expect(readFileSync(join(PROJECT, file!), "utf8")).to.contain(title);
    });
});

describe("The review of attacks", () => {
  const text = readFileSync(join(PROJECT, "docs/security/contracts.md"), "utf8");
  const named = testsNamedIn(text);

  it("names a test in every line of its tables", () => {
    const lines = tableLines(text, /^\| attempt/);
    expect(lines.length).to.be.greaterThan(40);
    expect(named).to.have.length(lines.length);
  });

  for (const [, file, title] of named)
    it(`names a test that is there: ${title}`, () => {
      expect(readFileSync(join(PROJECT, file!), "utf8")).to.contain(title);
    });

  it("leaves no entry point out", () => {
    const abis = [voucherAbi, localTokenAbi, merchantRegistryAbi, programmesAbi].flat();
    const changing = abis.flatMap((item) =>
      item.type === "function" && !["view", "pure"].includes(item.stateMutability)
        ? [item.name]
        : [],
    );
    expect([...new Set(changing)].filter((name) => !text.includes(`\`${name}\``))).to.deep.equal(
      [],
    );
  });
});
