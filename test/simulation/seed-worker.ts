import { type Counts, addCounts } from "./crash-points.ts";
import { type SeedRun, runSeed } from "./run-seed.ts";
import { Violation } from "./watch.ts";

/** What one process found in its share of the seeds. */
export type Share = {
  readonly seeds: number;
  readonly transfers: number;
  readonly settled: number;
  readonly counts: Counts;
  readonly violations: readonly { readonly seed: number; readonly what: string }[];
};

/** Which seeds a process runs, and where: in memory, or on PostgreSQL. */
export type Task = {
  readonly first: number;
  readonly seeds: number;
  readonly stride: number;
  /** Ends after so many seeds that broke a rule. */
  readonly most: number;
  /** `both`: on PostgreSQL and in memory, which must tell the same. */
  readonly tier: "memory" | "sql" | "both";
};

type Run = (seed: number) => Promise<SeedRun>;

async function withTier<Value>(tier: Task["tier"], work: (run: Run) => Promise<Value>) {
  if (tier === "memory") return work((seed) => runSeed(seed));
  // Loaded where it is needed only: the memory tier starts without a database's packages.
  const { runInBothTiers, runSqlSeed, startSimulatedDatabase } = await import("./run-sql.ts");
  const { db, stop } = await startSimulatedDatabase();
  try {
    return await work((seed) =>
      tier === "both" ? runInBothTiers(db, seed) : runSqlSeed(db, seed, () => undefined),
    );
  } finally {
    await stop();
  }
}

async function runTask(run: Run, { first, seeds, stride, most }: Task): Promise<Share> {
  const counts: Counts = {};
  const violations: { seed: number; what: string }[] = [];
  const total = { seeds: 0, transfers: 0, settled: 0 };
  for (let index = 0; index < seeds && violations.length < most; index += 1) {
    const seed = first + index * stride;
    total.seeds += 1;
    try {
      const done = await run(seed);
      total.transfers += done.transfers;
      total.settled += done.settled;
      addCounts(counts, done.counts);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      violations.push({ seed, what: error.message });
    }
  }
  return { ...total, counts, violations };
}

const asked = process.argv[2];
if (process.send !== undefined && asked !== undefined) {
  const task = JSON.parse(asked) as Task;
  const share = await withTier(task.tier, (run) => runTask(run, task));
  process.send(share, () => process.disconnect());
}
