import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import { type Counts, addCounts } from "./crash-points.ts";
import type { Share, Task } from "./seed-worker.ts";

const WORKER = join(import.meta.dirname, "seed-worker.ts");
const HOOK = join(import.meta.dirname, "mutate-hook.ts");

export type ManyOptions = {
  readonly first?: number;
  readonly seeds: number;
  /** Stops after so many seeds that broke a rule. */
  readonly most?: number;
  /** A mistake to put into the sources first. */
  readonly mutant?: string;
  readonly tier?: Task["tier"];
  /** Processes to share the seeds; default: one for each core. */
  readonly processes?: number;
};

/** Runs seeds in processes of their own and adds up what they found. */
export async function runMany(options: ManyOptions): Promise<Share> {
  const { first = 1, seeds, most = 5, mutant, tier = "memory" } = options;
  const processes = Math.min(options.processes ?? availableParallelism(), seeds);
  const shares = await Promise.all(
    Array.from({ length: processes }, (_, index) => {
      const own = Math.ceil((seeds - index) / processes);
      const task = { first: first + index, seeds: own, stride: processes, most, tier };
      return runWorker(task, mutant);
    }),
  );
  return shares.reduce(sumOfShares);
}

async function runWorker(task: Task, mutant: string | undefined): Promise<Share> {
  const { BORGO_MUTANT: _, ...environment } = process.env;
  const child = fork(WORKER, [JSON.stringify(task)], {
    env: mutant === undefined ? environment : { ...environment, BORGO_MUTANT: mutant },
    execArgv: mutant === undefined ? [] : ["--import", HOOK],
  });
  const exit = once(child, "exit");
  let result: Share | undefined;
  child.on("message", (message) => (result = message as Share));
  const [code] = (await exit) as [number | null];
  if (result === undefined) throw new Error(`A share of the seeds ended with ${code}.`);
  return result;
}

function sumOfShares(one: Share, other: Share): Share {
  const counts: Counts = { ...one.counts };
  addCounts(counts, other.counts);
  return {
    seeds: one.seeds + other.seeds,
    transfers: one.transfers + other.transfers,
    settled: one.settled + other.settled,
    counts,
    violations: [...one.violations, ...other.violations].sort((a, b) => a.seed - b.seed),
  };
}

/** The one command that plays a seed again, with all that happened. */
export function replayOf(seed: number): string {
  return `npm run test:simulation -- --seed ${seed}`;
}
