/**
 * Everything that must hold before a change is merged.
 *
 *   npm test                             all of it, a few minutes
 *   npm test -- --only unit,system       some sections
 *
 * The last line is `N passed, N failed`; the exit code is 1 unless nothing failed and something passed. A suite that
 * crashes, times out or holds no test counts as failed.
 */
import { parseArgs } from "node:util";

import { type Outcome, closingLine, sumOf } from "./test/outcome.ts";
import { sideBySide } from "./test/side-by-side.ts";
import { BUILD, type Run, type Section, chooseSections } from "./test/sections.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  const sections = chooseSections(values.only?.split(","));
  const outcomes = await runSections(sections);
  const total = sumOf(outcomes);
  for (const { name, message } of total.failures) say(`\n✗ ${name}\n${indented(message)}`);
  if (total.skipped > 0) say(`\n${total.skipped} skipped`);
  say(`\n${closingLine(total)}`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
}

async function runSections(sections: readonly Section[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let isBuilt = false;
  for (const section of sections) {
    if (section.isBuilt && !isBuilt) outcomes.push(...(await runAll("build", 1, [BUILD])));
    isBuilt ||= section.isBuilt;
    outcomes.push(...(await runAll(section.name, section.atOnce, await section.runs())));
  }
  return outcomes;
}

async function runAll(
  section: string,
  atOnce: number,
  runs: readonly Run[],
): Promise<readonly Outcome[]> {
  const startedAt = performance.now();
  const outcomes = await sideBySide(atOnce, runs, async (run) => {
    const runStartedAt = performance.now();
    const outcome = await run.start();
    if (runs.length > 1) say(`  ${lineOf(run.name, outcome, runStartedAt)}`);
    return outcome;
  });
  say(lineOf(section, sumOf(outcomes), startedAt));
  return outcomes;
}

function lineOf(name: string, outcome: Outcome, startedAt: number): string {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const mark = outcome.failed === 0 ? "✓" : "✗";
  return `${mark} ${name}: ${closingLine(outcome)} (${seconds} s)`;
}

function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main().catch((error: unknown) => {
  const message = error instanceof RangeError ? error.message : String((error as Error)?.stack);
  say(`${message}\n\n0 passed, 1 failed`);
  process.exitCode = 1;
});
