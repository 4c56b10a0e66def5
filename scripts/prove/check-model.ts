import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const PROJECT = join(import.meta.dirname, "../..");
const QUERY_SECONDS = 60;

/** The contracts of `test/proof` whose assertions are proved. */
export const MODELS = ["FundModel", "BudgetModel", "TotalsProof"] as const;
export type Model = (typeof MODELS)[number];

/** One assertion and what the solver says of it. */
export type Verdict = {
  readonly line: number;
  readonly assertion: string;
  readonly outcome: "proved" | "violated" | "not decided";
  /** How the violation comes about, in the solver's words. */
  readonly counterexample: string | undefined;
};

type Compiler = {
  compile(
    input: string,
    callbacks: {
      import: (path: string) => { contents: string };
      smtSolver: (query: string) => { contents: string };
    },
  ): string;
};

type Finding = {
  readonly severity: string;
  readonly errorCode: string;
  readonly message: string;
  readonly formattedMessage: string;
  readonly sourceLocation?: { readonly file: string; readonly start: number };
};

/** Rewrites a source before it is judged; tests plant mistakes with it. */
export type Change = (path: string, source: string) => string;

/**
 * Has the compiler's SMTChecker turn a model's assertions into Horn clauses, and z3 decide each: over all arguments and
 * over transactions of any number, not up to a bound.
 */
export function checkModel(z3: string, model: Model, change: Change = keep): Verdict[] {
  const path = `test/proof/${model}.sol`;
  const sourceOf = (name: string) => change(name, readSource(name));
  const { errors = [] } = JSON.parse(
    compiler().compile(JSON.stringify(inputFor(path, model, sourceOf(path))), {
      import: (name) => ({ contents: sourceOf(name) }),
      smtSolver: (query) => ({ contents: ask(z3, query) }),
    }),
  ) as { errors?: Finding[] };
  const broken = errors.find(({ severity }) => severity === "error");
  if (broken !== undefined) throw new Error(broken.formattedMessage);
  return errors
    .filter(({ message }) => message.startsWith("CHC: Assertion violation"))
    .map((finding) => verdictOf(finding, sourceOf(path)));
}

function keep(_path: string, source: string): string {
  return source;
}

function compiler(): Compiler {
  return createRequire(import.meta.url)("solc") as Compiler;
}

function readSource(name: string): string {
  const own = join(PROJECT, name);
  return readFileSync(existsSync(own) ? own : join(PROJECT, "node_modules", name), "utf8");
}

function inputFor(path: string, model: Model, content: string) {
  return {
    language: "Solidity",
    sources: { [path]: { content } },
    settings: {
      modelChecker: {
        contracts: { [path]: [model] },
        engine: "chc",
        // The compiler's own z3 does not run in JavaScript: it hands each query out, to whichever solver there is.
        solvers: ["smtlib2"],
        targets: ["assert"],
        timeout: QUERY_SECONDS * 1_000,
        showProvedSafe: true,
        showUnproved: true,
      },
      outputSelection: { "*": { "*": ["abi"] } },
    },
  };
}

function ask(z3: string, query: string): string {
  const { stdout, error } = spawnSync(z3, ["-in", `-T:${QUERY_SECONDS}`], {
    input: query,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  return stdout;
}

function verdictOf({ message, sourceLocation }: Finding, source: string): Verdict {
  const line = source.slice(0, sourceLocation?.start ?? 0).split("\n").length;
  const outcome = message.includes("check is safe")
    ? "proved"
    : message.includes("happens here")
      ? "violated"
      : "not decided";
  return {
    line,
    assertion: source.split("\n")[line - 1]!.trim(),
    outcome,
    counterexample: message.split("Counterexample:\n")[1]?.trim(),
  };
}
