import { checkAlways, checkDrained } from "./invariants.ts";
import { createMemoryBank } from "./memory-bank.ts";
import { type Plan, planOf } from "./plan.ts";
import { createDice, hashOf } from "./seeded-random.ts";
import type { Snapshot } from "./bank.ts";
import { type Counts, addCounts } from "./crash-points.ts";
import type { SimChain } from "./sim-chain.ts";
import { type Tell, type Tier, World } from "./world.ts";

const CALM_STEPS = 500;
const CALM_STEP_MS = 3_000;

export const MEMORY: Tier = {
  openBank: async ({ plan, chain, ids, now }) => createMemoryBank(plan, chain, ids, now),
  checkEvery: 1,
  encode: (kind, transfers) => hashOf(`${kind}${transfers.map(({ id }) => id).join()}`),
};

export type SeedRun = {
  readonly counts: Counts;
  readonly settled: number;
  readonly transfers: number;
};

/** Runs one seed: troubles first, then calm, in which everything must come to its end. Throws a `Violation`. */
export async function runSeed(
  seed: number,
  tier: Tier = MEMORY,
  tell: Tell = () => undefined,
  plan: Plan = planOf(seed),
): Promise<SeedRun> {
  const world = await World.open(plan, tier, tell);
  const dice = createDice(seed, "steps");
  for (let step = 0; step < plan.troubledSteps; step += 1) await world.step(dice.upTo(3_000));
  await world.calm();
  for (let step = 0; step < CALM_STEPS; step += 1) {
    await world.step(CALM_STEP_MS);
    if (await world.isDrained()) break;
  }
  const snapshot = await world.bank.snapshot();
  checkAlways(snapshot, world.chain, world.now, world.past);
  checkDrained(snapshot, world.chain);
  const overtaken = snapshot.batches.filter((batch) => wasOvertaken(batch, world.chain)).length;
  if (overtaken > 0)
    addCounts(world.counts, { "C9 mined in an older form than the newest": overtaken });
  const settled = snapshot.transfers.filter(({ state }) => state === "settled").length;
  return { counts: world.counts, settled, transfers: snapshot.transfers.length };
}

/** Whether a replacement came too late: what it was to replace was mined. */
function wasOvertaken({ attempts }: Snapshot["batches"][number], chain: SimChain): boolean {
  return attempts.slice(0, -1).some(({ hash }) => chain.find(hash, chain.head) !== undefined);
}
