import { glob } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import { type Outcome, onePassed, oneFailed, sumOf } from "./outcome.ts";
import { runCommand } from "./run-command.ts";
import { sideBySide } from "./side-by-side.ts";
import { countSolidity, noFiles, runCheck, runMocha } from "./suites.ts";

const PROJECT = join(import.meta.dirname, "../..");
const MINUTE_MS = 60_000;

/** No measure of speed: it ends what hangs, on a machine that does other things too. */
const TEST_TIMEOUT_MS = MINUTE_MS;

const MOCHA = "node_modules/mocha/bin/mocha.js";
const HARDHAT = "node_modules/hardhat/dist/src/cli.js";

/** A part of `npm test`. */
export type Section = {
  readonly name: string;
  /** Whether it needs the compiled contracts and the built pages. */
  readonly isBuilt: boolean;
  runs(): Promise<readonly Run[]>;
};

export type Run = { readonly name: string; start(): Promise<Outcome> };

/** Sections whose runs go on side by side, `AT_ONCE` of them; the next stage begins when all have ended. */
export type Stage = readonly Section[];

const UNIT_TESTS = "{core,server,scripts,web}/**/*.test.{ts,tsx}";
const CONTRACT_TESTS = "test/contracts/**/*.test.ts";

/** Most runs keep one core busy, or wait for blocks, commits and pages: a core each is enough. */
export const AT_ONCE = availableParallelism();

const CHECKS: Stage = [
  checks("format", false, {
    prettier: ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."],
  }),
  checks("lint", false, {
    oxlint: ["node_modules/oxlint/bin/oxlint", "--deny-warnings"],
    solhint: [
      "node_modules/solhint/solhint.js",
      "--noPoster",
      "--disc",
      "--max-warnings",
      "0",
      "contracts/**/*.sol",
    ],
  }),
  checks("types", false, { tsc: ["node_modules/typescript/bin/tsc", "-p", "."] }),
  checks("boundaries", false, { boundaries: ["scripts/check-boundaries.ts"] }),
];

const GENERATED: Stage = [
  checks("generated", true, {
    "export-abi": ["scripts/export-abi.ts", "--check"],
    "export-access": ["scripts/export-access.ts", "--check"],
    "export-api": ["scripts/export-api.ts", "--check"],
    "export-sbom": ["scripts/export-sbom.ts", "--check"],
    "export-states": ["scripts/export-states.ts", "--check"],
    "export-icons": ["scripts/export-icons.ts", "--check"],
    size: ["scripts/size.ts"],
  }),
];

/** What starts no stack; the longest first, so that the cores come to their end together. */
const COMPUTED: Stage = [
  {
    name: "contracts",
    isBuilt: true,
    runs: async () => [
      // Both compile into the same folder.
      oneAfterTheOther("contracts, fuzzed and tested", [contractFuzz(), await contractTests()]),
      ...(await mochaFileByFile("test/proof/**/*.test.ts")),
    ],
  },
  {
    name: "simulation",
    isBuilt: false,
    runs: () => mochaFileByFile("test/simulation/**/*.test.ts"),
  },
  { name: "unit", isBuilt: false, runs: async () => [await mochaAtOnce("unit", UNIT_TESTS)] },
];

/** In the order in which they run: what fails fast comes first. */
const STAGES: readonly Stage[] = [
  CHECKS,
  GENERATED,
  COMPUTED,
  [stacks("system", "test/system/**/*.test.ts"), stacks("browser", "test/browser/**/*.test.ts")],
];

/** Throws a sentence for whoever typed it where a name is none of a section's. */
export function chooseSections(names: readonly string[] | undefined): readonly Stage[] {
  if (names === undefined) return STAGES;
  const known = STAGES.flat().map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new RangeError(
      `There is no "${unknown.join('", "')}". Choose among: ${known.join(",")}.`,
    );
  return STAGES.map((stage) => stage.filter(({ name }) => names.includes(name))).filter(
    (stage) => stage.length > 0,
  );
}

/** The build is checked too: pages that no longer build are a failure like any other. */
export const BUILD: Run = {
  name: "build",
  async start() {
    const script = 'import { ensureBuilt } from "./scripts/build.ts"; await ensureBuilt();';
    const args = ["--input-type=module", "--eval", script];
    const result = await runCommand(args, 10 * MINUTE_MS);
    return result.code === 0 ? onePassed() : oneFailed("build", result.output);
  },
};

function checks(
  name: string,
  isBuilt: boolean,
  commands: Readonly<Record<string, readonly string[]>>,
): Section {
  const runs = Object.entries(commands).map(([check, command]) => ({
    name: check,
    start: () => runCheck(check, command, 5 * MINUTE_MS),
  }));
  return { name, isBuilt, runs: async () => runs };
}

/** Tests that start a database, a chain, a service or a browser of their own. */
function stacks(name: string, pattern: string): Section {
  return { name, isBuilt: true, runs: () => mochaFileByFile(pattern) };
}

/** One process for all files: right for tests that start nothing. */
async function mochaAtOnce(name: string, pattern: string): Promise<Run> {
  const files = await filesOf(pattern);
  if (files.length === 0) return { name, start: async () => noFiles(name, pattern) };
  return { name, start: () => mocha(name, files, 10 * MINUTE_MS) };
}

/** A process for each file: a stack that does not end, or a crash, costs its own file only. */
async function mochaFileByFile(pattern: string): Promise<readonly Run[]> {
  const files = await filesOf(pattern);
  if (files.length === 0) return [{ name: pattern, start: async () => noFiles(pattern, pattern) }];
  return files.map((file) => ({ name: file, start: () => mocha(file, [file], 8 * MINUTE_MS) }));
}

function mocha(name: string, files: readonly string[], timeoutMs: number): Promise<Outcome> {
  const options = [
    "--forbid-only",
    "--exit",
    "--timeout",
    `${TEST_TIMEOUT_MS}`,
    "--reporter",
    "json",
  ];
  const command = (path: string) => ({
    args: [MOCHA, ...options, "--reporter-option", `output=${path}`, ...files],
  });
  return runMocha(name, command, timeoutMs);
}

function oneAfterTheOther(name: string, runs: readonly Run[]): Run {
  const start = async () => sumOf(await sideBySide(1, runs, (run) => run.start()));
  return { name, start };
}

function contractFuzz(): Run {
  const name = "contracts, fuzzed in Solidity";
  const start = async () =>
    countSolidity(name, await runCommand([HARDHAT, "test", "solidity"], 10 * MINUTE_MS));
  return { name, start };
}

async function contractTests(): Promise<Run> {
  const name = "contracts";
  const files = await filesOf(CONTRACT_TESTS);
  if (files.length === 0) return { name, start: async () => noFiles(name, CONTRACT_TESTS) };
  // Hardhat takes Mocha's options from its configuration file, and that takes this one from here.
  const command = (path: string) => ({
    args: [HARDHAT, "test", "mocha", ...files],
    env: { BORGO_MOCHA_REPORT: path },
  });
  return { name, start: () => runMocha(name, command, 10 * MINUTE_MS) };
}

async function filesOf(pattern: string): Promise<string[]> {
  const files = await Array.fromAsync(glob(pattern, { cwd: PROJECT, exclude: isForeign }));
  return files.sort();
}

function isForeign(path: string): boolean {
  return /(^|\/)(node_modules|dist)(\/|$)/.test(path);
}
