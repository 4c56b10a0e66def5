import { checkAlways, checkDrained } from "./invariants.ts";
import { createMemoryBank } from "./memory-bank.ts";
import { type Plan, planOf } from "./plan.ts";
import { createDice, hashOf } from "./seeded-random.ts";
import type { Counts } from "./crash-points.ts";
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
  const settled = snapshot.transfers.filter(({ state }) => state === "settled").length;
  return { counts: world.counts, settled, transfers: snapshot.transfers.length };
}
