/**
 * Attacks a town of its own in every way that we know, at length.
 *
 *   npm run test:attacks
 *   npm run test:attacks -- --only replay,timing      those whose name holds one of these words
 *
 * The last line is `N attempts, N successes`; the exit code is 1 where an attack got anything.
 */
import { parseArgs } from "node:util";

import { ensureBuilt } from "../../scripts/build.ts";
import { ATTACKS, runAttack } from "./all-attacks.ts";
import { startTarget } from "./target.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: "string" }, effort: { type: "string", default: "long" } },
  });
  const words = values.only?.split(",");
  const effort = values.effort === "short" ? "short" : "long";
  const chosen = ATTACKS.filter(({ name }) => words?.some((word) => name.includes(word)) ?? true);
  await ensureBuilt();
  const target = await startTarget();
  let [attempts, successes] = [0, 0];
  try {
    for (const attack of chosen) {
      const startedAt = performance.now();
      const score = await runAttack(attack, target, effort);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      say(
        `${score.successes.length === 0 ? "✓" : "✗"} ${attack.name}: ${score.attempts} attempts, ${score.successes.length} successes (${seconds} s)`,
      );
      for (const note of score.notes) say(`    ${note}`);
      for (const what of score.successes.slice(0, 20)) say(`    ${what}`);
      attempts += score.attempts;
      successes += score.successes.length;
    }
  } finally {
    await target.stop();
  }
  say(`\n${attempts} attempts, ${successes} successes`);
  process.exitCode = successes === 0 && attempts > 0 ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main().catch((error: unknown) => {
  say(`${String((error as Error)?.stack)}\n\n0 attempts, 1 successes`);
  process.exitCode = 1;
});
