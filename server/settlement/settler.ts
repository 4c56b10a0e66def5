import type { Address } from "#core/shared/ids.ts";

import { buildBatch } from "./build-batch.ts";
import { advanceBatches } from "./send-batch.ts";
import { type SettlementDeps, giveLeaseUp, takeLease } from "./settlement.ts";

/**
 * One round of settling with one relayer account: carries open batches on, then builds what can be built and sends it.
 * Does nothing where another replica holds the account's lease. Safe to interrupt anywhere.
 */
export async function settleOnce(
  deps: SettlementDeps,
  relayer: Address,
  owner: string,
): Promise<void> {
  const lease = await takeLease(deps.db, relayer, owner);
  if (lease === undefined) return;
  await advanceBatches(deps, lease);
  let hasNew = false;
  while (await buildBatch(deps, lease)) hasNew = true;
  if (hasNew) await advanceBatches(deps, lease);
}

/** Lets go of the relayer account at the end, so that the next replica starts at once. */
export async function stopSettling(
  deps: SettlementDeps,
  relayer: Address,
  owner: string,
): Promise<void> {
  const lease = await takeLease(deps.db, relayer, owner);
  if (lease !== undefined) await giveLeaseUp(deps.db, lease);
}
