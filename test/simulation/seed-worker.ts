import { type Counts, addCounts } from "./crash-points.ts";
import { runSeed } from "./run-seed.ts";
import { Violation } from "./watch.ts";

/** What one process found in its share of the seeds. */
export type Share = {
  readonly seeds: number;
  readonly transfers: number;
  readonly settled: number;
  readonly counts: Counts;
  readonly violations: readonly { readonly seed: number; readonly what: string }[];
};

/** Runs every `stride`th seed from `first` on, `seeds` of them, or until `most` of them broke a rule. */
export async function runShare(
  first: number,
  seeds: number,
  stride: number,
  most: number,
): Promise<Share> {
  const counts: Counts = {};
  const violations: { seed: number; what: string }[] = [];
  const total = { seeds: 0, transfers: 0, settled: 0 };
  for (let index = 0; index < seeds && violations.length < most; index += 1) {
    const seed = first + index * stride;
    total.seeds += 1;
    try {
      const run = await runSeed(seed);
      total.transfers += run.transfers;
      total.settled += run.settled;
      addCounts(counts, run.counts);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      violations.push({ seed, what: error.message });
    }
  }
  return { ...total, counts, violations };
}

const asked = process.argv[2];
if (process.send !== undefined && asked !== undefined) {
  const [first, seeds, stride, most] = asked.split(",").map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const share = await runShare(first, seeds, stride, most);
  process.send(share, () => process.disconnect());
}
