import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Outcome, NOTHING, oneFailed, onePassed } from "./outcome.ts";
import { type CommandResult, runCommand } from "./run-command.ts";

const LINES_OF_OUTPUT = 40;

/** A program that judges the tree by its exit code: one check. */
export async function runCheck(
  name: string,
  command: readonly string[],
  timeoutMs: number,
): Promise<Outcome> {
  const result = await runCommand(command, timeoutMs);
  return result.code === 0 ? onePassed() : oneFailed(name, reasonOf(result));
}

/**
 * Runs a command that ends up in Mocha, and counts by the report that Mocha writes at its end. No report, an exit
 * code that contradicts it, or no test at all counts as one failure: nothing that did not run may look passed.
 *
 * `command` is given the path that the report is wanted at.
 */
export async function runMocha(
  name: string,
  command: (reportPath: string) => { args: readonly string[]; env?: Record<string, string> },
  timeoutMs: number,
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "borgo-test-"));
  try {
    const path = join(folder, "report.json");
    const { args, env } = command(path);
    const result = await runCommand(args, timeoutMs, env);
    return countMocha(name, await readFile(path, "utf8").catch(() => undefined), result);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type MochaTest = { readonly fullTitle: string; readonly err: { message?: string; stack?: string } };

type MochaReport = {
  readonly passes: readonly MochaTest[];
  readonly pending: readonly MochaTest[];
  readonly failures: readonly MochaTest[];
};

/** What a Mocha report (its JSON text; undefined where none was written) and the way the run ended come to. */
export function countMocha(
  name: string,
  report: string | undefined,
  result: CommandResult,
): Outcome {
  const read = readReport(report);
  if (read === undefined) return oneFailed(`${name} (crashed)`, reasonOf(result));
  const { passes, pending, failures } = read;
  const counted: Outcome = {
    passed: passes.length,
    failed: failures.length,
    skipped: pending.length,
    failures: failures.map(({ fullTitle, err }) => ({
      name: `${name}: ${fullTitle}`,
      message: err.stack ?? err.message ?? "no message",
    })),
  };
  return withEnd(name, counted, result);
}

/** Undefined too where the run died while it wrote. */
function readReport(text: string | undefined): MochaReport | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as MochaReport);
  } catch {
    return undefined;
  }
}

const SOLIDITY_COUNTS = /^\s*(\d+) (passing|failing|skipped)\b/gm;

/** What Hardhat's report on Solidity tests, read from its output, and the way it ended come to. */
export function countSolidity(name: string, result: CommandResult): Outcome {
  const counts = { passing: 0, failing: 0, skipped: 0 };
  let isSummed = false;
  for (const [, count, word] of result.output.matchAll(SOLIDITY_COUNTS)) {
    counts[word as keyof typeof counts] = Number(count);
    isSummed = true;
  }
  if (!isSummed) return oneFailed(`${name} (crashed)`, reasonOf(result));
  const counted: Outcome = {
    passed: counts.passing,
    failed: counts.failing,
    skipped: counts.skipped,
    failures: counts.failing === 0 ? [] : [{ name, message: reasonOf(result) }],
  };
  return withEnd(name, counted, result);
}

/** Adds the failure of the run itself, where it ended badly without a failed test to show for it. */
function withEnd(name: string, counted: Outcome, result: CommandResult): Outcome {
  const { passed, failed, skipped, failures } = counted;
  const isEmpty = passed + failed + skipped === 0;
  const isBadEnd = result.isTimedOut || (result.code !== 0 && failed === 0);
  if (!isEmpty && !isBadEnd) return counted;
  const message = isBadEnd ? reasonOf(result) : "It holds no test at all.";
  const failure = { name: `${name} (${isBadEnd ? "crashed" : "empty"})`, message };
  return { passed, failed: failed + 1, skipped, failures: [...failures, failure] };
}

/** A suite whose files are nowhere to be found did not pass. */
export function noFiles(name: string, pattern: string): Outcome {
  return { ...NOTHING, ...oneFailed(`${name} (empty)`, `No test file matches ${pattern}.`) };
}

function reasonOf({ code, isTimedOut, output }: CommandResult): string {
  const end = isTimedOut ? "timed out" : code === undefined ? "was killed" : `ended with ${code}`;
  const lines = output.trimEnd().split("\n").slice(-LINES_OF_OUTPUT);
  return [`The command ${end}.`, ...lines].join("\n");
}
