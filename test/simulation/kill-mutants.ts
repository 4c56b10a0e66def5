import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Mutant } from "./mutant.ts";
import { runMany } from "./run-many.ts";

/** Which seed found a mutant, and by which rule; without a seed it lives. */
export type Kill = { readonly mutant: Mutant; readonly seed?: number; readonly rule?: string };

/** A mutant that lives through so many seeds is alive. */
const SEEDS: Readonly<Record<Mutant["tier"], number>> = { memory: 5_000, sql: 300 };
const PAGE = join(import.meta.dirname, "../../docs/simulation.md");
const MARKS = ["<!-- mutants -->", "<!-- /mutants -->"] as const;

/** Tries every mutant until a seed finds it. */
export async function killMutants(
  mutants: readonly Mutant[],
  say: (line: string) => void,
): Promise<Kill[]> {
  const kills: Kill[] = [];
  for (const mutant of mutants) {
    // One process, so that the number of seeds it took is the first seed that found it.
    const { violations } = await runMany({
      first: mutant.firstSeed ?? 1,
      seeds: SEEDS[mutant.tier],
      most: 1,
      mutant: mutant.name,
      tier: mutant.tier,
      processes: 1,
    });
    const found = violations[0];
    const rule = found?.what.split("\n")[0]!.slice(0, 90);
    kills.push(found === undefined ? { mutant } : { mutant, seed: found.seed, rule: rule! });
    say(`${mutant.name}: ${found === undefined ? "lives" : `seed ${found.seed}, ${rule}`}`);
  }
  return kills;
}

/** Writes the table of docs/simulation.md. */
export async function writeTable(kills: readonly Kill[]): Promise<void> {
  const text = await readFile(PAGE, "utf8");
  const [before, rest] = text.split(MARKS[0]) as [string, string];
  const after = rest.split(MARKS[1])[1]!;
  const rows = kills.map(
    ({ mutant, seed, rule }) =>
      `| \`${mutant.name}\` | ${mutant.what} | ${mutant.tier === "sql" ? "PostgreSQL" : "memory"} | ${seed ?? "lives"} | ${rule ?? ""} |`,
  );
  const table = [
    "| mutant | mistake | tier | seeds | found by |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ];
  await writeFile(PAGE, `${before}${MARKS[0]}\n\n${table.join("\n")}\n\n${MARKS[1]}${after}`);
}
