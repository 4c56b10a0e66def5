/**
 * Makes small mistakes in the contracts, one at a time, and asks the tests to notice each.
 *
 *   npm run test:mutation                      all of them: hours
 *   npm run test:mutation -- --share 1/5       the first of five parts, the same each time
 *   npm run test:mutation -- --only ID,ID      some
 *   npm run test:mutation -- --list            only names them
 *
 * A mutant is tried on the contracts' Mocha tests and, where those pass, on the fuzz tests. The last line says how many
 * were killed; `--report FILE` writes docs/security/mutants.md or another. Exit code 1 where one survived that
 * scripts/mutate-contracts/justified.ts does not explain.
 */
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { type Mutant, findMutants } from "./mutate-contracts/find-mutants.ts";
import { type Judgement, checkUnchanged, judge, openBench } from "./mutate-contracts/judge.ts";
import { JUSTIFIED } from "./mutate-contracts/justified.ts";
import { contractFiles, readSyntax } from "./mutate-contracts/read-syntax.ts";
import { reportOf, summaryOf } from "./mutate-contracts/report.ts";

const PROJECT = join(import.meta.dirname, "..");

const OPTIONS = {
  share: { type: "string" },
  only: { type: "string" },
  list: { type: "boolean" },
  report: { type: "string" },
  journal: { type: "string" },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const all = await allMutants();
  const chosen = choose(all, values.share, values.only);
  if (values.list === true) {
    for (const mutant of chosen) say(nameOf(mutant));
    return;
  }
  const judgements = await judgeAll(chosen, values.journal);
  const summary = summaryOf(judgements, JUSTIFIED, all.length);
  if (values.report !== undefined)
    await writeFile(values.report, reportOf(judgements, JUSTIFIED, all.length));
  say(`\n${summary.line}`);
  if (summary.unexplained > 0) process.exitCode = 1;
}

async function allMutants(): Promise<Mutant[]> {
  const files = contractFiles();
  const syntax = readSyntax(files);
  const lists = await Promise.all(
    files.map(async (file) =>
      findMutants(file, await readFile(join(PROJECT, file), "utf8"), syntax.get(file)!),
    ),
  );
  return lists.flat();
}

function choose(all: readonly Mutant[], share?: string, only?: string): readonly Mutant[] {
  if (only !== undefined) return all.filter(({ id }) => only.split(",").includes(id));
  if (share === undefined) return all;
  const [, part, of] = /^(\d+)\/(\d+)$/.exec(share) ?? [];
  if (part === undefined || Number(part) < 1 || Number(part) > Number(of))
    throw new RangeError(`--share is a part of so many, such as 1/5, not "${share}".`);
  return all.filter(({ id }) => parseInt(id, 16) % Number(of) === Number(part) - 1);
}

/** With a journal, a run that was cut off goes on where it stopped. */
async function judgeAll(chosen: readonly Mutant[], journal?: string): Promise<Judgement[]> {
  const judged = await readJournal(journal);
  const bench = await openBench();
  try {
    await checkUnchanged(bench);
    const judgements: Judgement[] = [];
    for (const mutant of chosen) {
      const known = judged.get(mutant.id);
      const judgement = known === undefined ? await judge(bench, mutant) : { ...known, mutant };
      judgements.push(judgement);
      if (journal !== undefined && known === undefined)
        await appendFile(journal, `${JSON.stringify(judgement)}\n`);
      say(`${judgement.outcome}: ${nameOf(mutant)}${judgement.by && ` [${judgement.by}]`}`);
    }
    return judgements;
  } finally {
    await bench.close();
  }
}

async function readJournal(journal?: string): Promise<Map<string, Judgement>> {
  const text = journal === undefined ? "" : await readFile(journal, "utf8").catch(() => "");
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => JSON.parse(line) as Judgement).map((one) => [one.mutant.id, one]),
  );
}

function nameOf({ id, file, line, where, kind, before, after }: Mutant): string {
  const short = (text: string) => text.replace(/\s+/g, " ").slice(0, 60);
  return `${id} ${file}:${line} ${where}, ${kind}: "${short(before)}" → "${short(after)}"`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
