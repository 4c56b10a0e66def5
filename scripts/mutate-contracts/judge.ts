import { cp, glob, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type CommandResult, runCommand } from "../test/run-command.ts";
import { type Mutant, apply } from "./find-mutants.ts";

const PROJECT = join(import.meta.dirname, "../..");
const HARDHAT = join(PROJECT, "node_modules/hardhat/dist/src/cli.js");
const SUITE_MS = 240_000;
const FUZZ_RUNS = "8";

/** What the contracts and their tests are made of. */
const PARTS = [
  "package.json",
  "tsconfig.json",
  "hardhat.config.ts",
  "contracts",
  "core",
  "scripts",
  "server",
  "docs",
  "test/contracts",
  "test/fuzz",
  "test/proof",
];

export type Judgement = {
  readonly mutant: Mutant;
  readonly outcome: "killed" | "survived" | "does not compile";
  /** The first test that failed. */
  readonly by: string;
};

/** A copy of the contracts and their tests, where one mutant after the other is tried. */
export type Bench = { readonly folder: string; close(): Promise<void> };

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "borgo-mutants-"));
  for (const part of PARTS) await cp(join(PROJECT, part), join(folder, part), { recursive: true });
  await symlink(join(PROJECT, "node_modules"), join(folder, "node_modules"));
  return { folder, close: () => rm(folder, { recursive: true, force: true }) };
}

/** Throws where the tests fail without any mutant: then they would seem to kill everything. */
export async function checkUnchanged(bench: Bench): Promise<void> {
  const failure = (await failureOfMocha(bench)) ?? (await failureOfFuzz(bench));
  if (failure !== undefined)
    throw new Error(`The tests fail on the unchanged contracts: ${failure}`);
}

export async function judge(bench: Bench, mutant: Mutant): Promise<Judgement> {
  const path = join(bench.folder, mutant.file);
  const source = await readFile(path, "utf8");
  await writeFile(path, apply(source, mutant));
  try {
    const by = (await failureOfMocha(bench)) ?? (await failureOfFuzz(bench));
    if (by === undefined) return { mutant, outcome: "survived", by: "" };
    if (by === NO_BUILD) return { mutant, outcome: "does not compile", by: "" };
    return { mutant, outcome: "killed", by };
  } finally {
    await writeFile(path, source);
  }
}

/** They judge what things cost, and what is compiled in haste costs more. */
const ABOUT_COST = ["gas.test.ts", "large-batch.test.ts"];

const NO_BUILD = "Compilation failed";

/** The fast suite comes first; it stops at its first failure. */
async function failureOfMocha(bench: Bench): Promise<string | undefined> {
  const all = await Array.fromAsync(glob("test/contracts/*.test.ts", { cwd: bench.folder }));
  const files = all.filter((file) => !ABOUT_COST.some((name) => file.endsWith(name)));
  const report = join(bench.folder, "report.json");
  await rm(report, { force: true });
  const args = ["test", "mocha", ...files.sort()];
  const result = await run(bench, args, { BORGO_MOCHA_REPORT: report });
  if (result.code === 0) return undefined;
  const text = await readFile(report, "utf8").catch(() => undefined);
  if (text === undefined) return reasonOf(result);
  const { failures } = JSON.parse(text) as { failures: { fullTitle: string }[] };
  return failures[0]?.fullTitle ?? reasonOf(result);
}

async function failureOfFuzz(bench: Bench): Promise<string | undefined> {
  const result = await run(bench, ["test", "solidity"], { BORGO_FUZZ_RUNS: FUZZ_RUNS });
  if (result.code === 0) return undefined;
  const failed = /^\s*(?:\d+\)|✘|Failure \(\d+\):)\s*(.+)$/m.exec(result.output)?.[1];
  return failed === undefined ? reasonOf(result) : `fuzz: ${failed.trim()}`;
}

function run(bench: Bench, args: readonly string[], env: Record<string, string>) {
  return runCommand([HARDHAT, ...args], SUITE_MS, { BORGO_MUTANT: "yes", ...env }, bench.folder);
}

function reasonOf({ isTimedOut, output }: CommandResult): string {
  if (isTimedOut) return "it never ends";
  if (output.includes(NO_BUILD)) return NO_BUILD;
  return /^\s*\w*Error: .*$/m.exec(output)?.[0].trim() ?? "the tests crash";
}
