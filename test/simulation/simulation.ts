/**
 * The money path, simulated from seeds.
 *
 *   npm run test:simulation                        20,000 seeds, 300 of them on PostgreSQL too, and every mutant
 *   npm run test:simulation -- --seeds 1000000     so many seeds in memory, and nothing else
 *   npm run test:simulation -- --postgres 1000     so many on PostgreSQL, compared with memory, and nothing else
 *   npm run test:simulation -- --seed 86           one seed again, with all that happened
 *   npm run test:simulation -- --mutants           only the mutants; writes their table with --write
 *
 * The last line says what was tried and how many rules were broken; the exit code is 1 where any was.
 */
import { parseArgs } from "node:util";

import { type Kill, killMutants, writeTable } from "./kill-mutants.ts";
import { MUTANTS } from "./mutants.ts";
import { replayOf, runMany } from "./run-many.ts";
import { runSeed } from "./run-seed.ts";
import type { Share } from "./seed-worker.ts";
import { Violation } from "./watch.ts";

const SEEDS = 20_000;
const POSTGRES_SEEDS = 300;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string" },
      postgres: { type: "string" },
      from: { type: "string", default: "1" },
      seed: { type: "string" },
      mutants: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  if (values.seed !== undefined) return replay(wholeNumber("--seed", values.seed));
  const first = wholeNumber("--from", values.from);
  const { memory, postgres, mutants } = partsOf(values);
  const shares = [
    ...(memory === 0 ? [] : [await runMany({ first, seeds: memory })]),
    ...(postgres === 0 ? [] : [await runMany({ first, seeds: postgres, tier: "both" })]),
  ];
  const kills = mutants ? await killMutants(MUTANTS, say) : [];
  if (values.write) await writeTable(kills);
  report(shares, kills);
}

type Asked = { readonly seeds?: string; readonly postgres?: string; readonly mutants: boolean };

/** All of it, or only what was asked for. */
function partsOf({ seeds, postgres, mutants }: Asked) {
  const isAll = seeds === undefined && postgres === undefined && !mutants;
  const count = (option: string, text: string | undefined, usual: number) =>
    text === undefined ? (isAll ? usual : 0) : wholeNumber(option, text);
  return {
    memory: count("--seeds", seeds, SEEDS),
    postgres: count("--postgres", postgres, POSTGRES_SEEDS),
    mutants: mutants || isAll,
  };
}

function report(shares: readonly Share[], kills: readonly Kill[]): void {
  const violations = shares.flatMap((share) => share.violations);
  for (const { seed, what } of violations) say(`${what}\n    ${replayOf(seed)}`);
  for (const { counts } of shares)
    for (const [what, times] of Object.entries(counts).sort()) say(`${what}: ${times}`);
  const alive = kills.filter(({ seed }) => seed === undefined);
  for (const { mutant } of alive) say(`the mutant ${mutant.name} lives`);
  const tried = [
    ...shares.map(({ seeds, transfers }) => `${seeds} seeds with ${transfers} transfers`),
    ...(kills.length === 0
      ? []
      : [`${kills.length - alive.length} of ${kills.length} mutants killed`]),
  ];
  say(`simulation: ${tried.join(", ")}; violations ${violations.length + alive.length}`);
  if (violations.length + alive.length > 0) process.exitCode = 1;
}

async function replay(seed: number): Promise<void> {
  try {
    const { transfers, settled } = await runSeed(seed, undefined, (line) => say(line()));
    say(`simulation: seed ${seed}, ${transfers} transfers, ${settled} settled; violations 0`);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    say(`${error.message}\nsimulation: seed ${seed}; violations 1`);
    process.exitCode = 1;
  }
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`${option} takes a whole number, not ${text}.`);
  return Number(text);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
