import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { CANARY, MUTANTS } from "./mutants.ts";
import { mutatedSources } from "./mutate-hook.ts";
import { replayOf, runMany } from "./run-many.ts";
import { runSeed } from "./run-seed.ts";

const SEEDS = 20_000;
const MINUTE_MS = 60_000;

type KnownSeed = { readonly seed: number; readonly found: string };

const KNOWN = JSON.parse(
  readFileSync(join(import.meta.dirname, "known-seeds.json"), "utf8"),
) as KnownSeed[];

describe("The money path, simulated", () => {
  for (const { seed, found } of KNOWN)
    it(`holds for seed ${seed}, which once found: ${found}`, async () => {
      await runSeed(seed);
    });

  it("tells the same of a seed each time", async () => {
    const tellings = [1, 2].map(async () => {
      const lines: string[] = [];
      await runSeed(7, undefined, (line) => lines.push(line()));
      return lines;
    });
    const [one, other] = await Promise.all(tellings);
    expect(one).to.deep.equal(other);
    expect(one!.length).to.be.greaterThan(100);
  });

  it("finds the mistake that is planted in every run", async function () {
    this.timeout(2 * MINUTE_MS);
    const { violations } = await runMany({ seeds: 200, most: 1, mutant: CANARY });
    expect(violations, `the mutant ${CANARY} lives`).not.to.deep.equal([]);
  });

  it("has mutants that still fit the sources", () => {
    expect(MUTANTS.length).to.be.at.least(30);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).to.equal(MUTANTS.length);
    for (const mutant of MUTANTS) mutatedSources(mutant);
  });

  it(`holds for ${SEEDS} seeds`, async function () {
    this.timeout(8 * MINUTE_MS);
    const { violations, seeds } = await runMany({ seeds: SEEDS });
    const told = violations.map(({ seed, what }) => `${what}: ${replayOf(seed)}`);
    expect(told).to.deep.equal([]);
    expect(seeds).to.equal(SEEDS);
  });
});
