import type { BenchTown } from "./bench-town.ts";
import { median, quantile, rounded } from "./figures.ts";
import { type Outcomes, type Sale, acceptedOf, closedLoop, openLoop } from "./till-load.ts";

/** As many as the signer lets wait at once, and no more: so none is turned away. */
const FILLS_IT = 24;
const TILLS = 100;
const SETTLES_IN_SECONDS = 3;

type Figures = Record<string, number>;

/** What the service accepts in a second when the next payment is always there. */
export async function measureSaturation(sale: Sale): Promise<Figures> {
  await closedLoop(sale, FILLS_IT, SETTLES_IN_SECONDS);
  const outcomes = await closedLoop(sale, FILLS_IT, 20);
  const accepted = acceptedOf(outcomes);
  return {
    accepted_per_s: rounded(accepted.length / outcomes.seconds),
    accepted_p50_ms: rounded(median(accepted)),
    accepted_p99_ms: rounded(quantile(accepted, 0.99)),
  };
}

/** What a town's busiest hour asks: 40 a second, whether or not the service keeps up. */
export async function measurePace(sale: Sale): Promise<Figures> {
  const outcomes = await openLoop(sale, 40, 20);
  const accepted = acceptedOf(outcomes);
  return {
    p50_ms_at_40: rounded(median(accepted)),
    p99_ms_at_40: rounded(quantile(accepted, 0.99)),
    shed_at_40: outcomes.shedMs.length,
  };
}

/** A hundred tills that do not wait: what is too much is refused at once, what is accepted stays quick. */
export async function measureShedding(sale: Sale): Promise<Figures> {
  const outcomes: Outcomes = await closedLoop(sale, TILLS, 10);
  const accepted = acceptedOf(outcomes);
  return {
    overload_accepted_per_s: rounded(accepted.length / outcomes.seconds),
    overload_accepted_p99_ms: rounded(quantile(accepted, 0.99)),
    overload_shed_per_s: rounded(outcomes.shedMs.length / outcomes.seconds),
    overload_shed_p99_ms: rounded(quantile(outcomes.shedMs, 0.99)),
    overload_shed_without_retry_after: outcomes.shedMs.length - outcomes.shedWithRetryAfter,
  };
}

/** What a payment costs as a town grows. */
export async function measureCosts(town: BenchTown, sale: Sale): Promise<Figures> {
  const perSecond: Figures = {};
  for (const cards of [1_000, 10_000, 100_000]) {
    await town.order({ do: "grow", cards });
    await closedLoop(sale, FILLS_IT, SETTLES_IN_SECONDS);
    const outcomes = await closedLoop(sale, FILLS_IT, 10);
    perSecond[`accepted_per_s_${cards / 1_000}k`] = rounded(
      acceptedOf(outcomes).length / outcomes.seconds,
    );
  }
  const books = await town.order({ do: "reconcile" });
  if (books.did !== "reconcile") throw new Error("The town did not reconcile.");
  const ratio = perSecond["accepted_per_s_1k"]! / perSecond["accepted_per_s_100k"]!;
  return {
    ...perSecond,
    cost_ratio_100k_1k: rounded(ratio, 3),
    reconcile_ms_100k: rounded(books.seconds * 1000),
  };
}

/** The service's memory before and after payments, as many as were asked for; settled while they are made. */
export async function measureMemory(
  town: BenchTown,
  sale: Sale,
  payments: number,
  say: (line: string) => void,
): Promise<Figures> {
  const memory = async () => {
    const answer = await town.order({ do: "measure" });
    if (answer.did !== "measure") throw new Error("The town did not measure.");
    return answer.memoryMb;
  };
  const more = async (seconds: number) =>
    acceptedOf(await closedLoop(sale, FILLS_IT, seconds)).length;
  await more(5);
  const startMb = await memory();
  let made = await more(10);
  while (made < payments) {
    made += await more(30);
    say(`${made} payments, ${rounded(await memory())} MB`);
  }
  return {
    memory_payments: made,
    memory_start_mb: rounded(startMb),
    memory_end_mb: rounded(await memory()),
  };
}
