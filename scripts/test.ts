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
import { AT_ONCE, BUILD, type Run, type Stage, chooseSections } from "./test/sections.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  const outcomes = await runStages(chooseSections(values.only?.split(",")));
  const total = sumOf(outcomes);
  for (const { name, message } of total.failures) say(`\n✗ ${name}\n${indented(message)}`);
  if (total.skipped > 0) say(`\n${total.skipped} skipped`);
  say(`\n${closingLine(total)}`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
}

async function runStages(stages: readonly Stage[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let isBuilt = false;
  for (const stage of stages) {
    const needsBuild = stage.some((section) => section.isBuilt);
    if (needsBuild && !isBuilt) outcomes.push(await runOne(BUILD));
    isBuilt ||= needsBuild;
    outcomes.push(...(await runStage(stage)));
  }
  return outcomes;
}

async function runStage(stage: Stage): Promise<readonly Outcome[]> {
  const startedAt = performance.now();
  const runs = (await Promise.all(stage.map((section) => section.runs()))).flat();
  const outcomes = await sideBySide(AT_ONCE, runs, runOne);
  if (runs.length > 1) {
    const name = stage.map((section) => section.name).join(", ");
    say(`${lineOf(name, sumOf(outcomes), startedAt)}\n`);
  }
  return outcomes;
}

async function runOne(run: Run): Promise<Outcome> {
  const startedAt = performance.now();
  const outcome = await run.start();
  say(lineOf(run.name, outcome, startedAt));
  return outcome;
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
