/**
 * The money path, simulated from seeds.
 *
 *   npm run test:simulation                        20,000 seeds, and every mutant
 *   npm run test:simulation -- --seeds 1000000     more seeds
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

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string" },
      from: { type: "string", default: "1" },
      seed: { type: "string" },
      mutants: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  if (values.seed !== undefined) return replay(wholeNumber("--seed", values.seed));
  const seeds = values.seeds === undefined ? SEEDS : wholeNumber("--seeds", values.seeds);
  const first = wholeNumber("--from", values.from);
  const share = values.mutants ? undefined : await runMany({ first, seeds });
  const kills = values.seeds === undefined ? await killMutants(MUTANTS, say) : [];
  if (values.write) await writeTable(kills);
  report(share, kills);
}

function report(share: Share | undefined, kills: readonly Kill[]): void {
  const violations = share?.violations ?? [];
  for (const { seed, what } of violations) say(`${what}\n    ${replayOf(seed)}`);
  for (const [what, times] of Object.entries(share?.counts ?? {}).sort()) say(`${what}: ${times}`);
  const alive = kills.filter(({ seed }) => seed === undefined);
  for (const { mutant } of alive) say(`the mutant ${mutant.name} lives`);
  const tried = [
    ...(share === undefined ? [] : [`${share.seeds} seeds, ${share.transfers} transfers`]),
    ...(kills.length === 0 ? [] : [`${kills.length - alive.length} of ${kills.length} mutants`]),
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
