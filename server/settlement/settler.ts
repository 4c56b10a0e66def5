import type { Address } from "#core/shared/ids.ts";

import { advanceBatch, readChainFacts } from "./advance-batch.ts";
import { buildBatch } from "./build-batch.ts";
import type { SettlementDeps } from "./settlement.ts";

/**
 * One round of settling with one relayer account: carries open batches on in the order of their nonces, then builds what
 * can be built and sends it. Does nothing where another replica holds the account's lease, or while reading the chain
 * has halted. Safe to interrupt anywhere.
 */
export async function settleOnce(
  deps: SettlementDeps,
  relayer: Address,
  owner: string,
): Promise<void> {
  const lease = await deps.store.takeLease(relayer, owner);
  if (lease === undefined) return;
  const readBlock = await deps.store.readBlock();
  if (readBlock === undefined) return;
  for (;;) {
    const chain = await readChainFacts(deps, relayer, readBlock);
    const batches = await deps.store.batches(relayer, chain.usedRead);
    for (const batch of batches) if (!(await advanceBatch(deps, lease, batch, chain))) return;
    if (!(await buildBatch(deps, lease, chain))) return;
  }
}

/** Lets go of the relayer account at the end, so that the next replica starts at once. */
export async function stopSettling(
  { store }: Pick<SettlementDeps, "store">,
  relayer: Address,
  owner: string,
): Promise<void> {
  const lease = await store.takeLease(relayer, owner);
  if (lease !== undefined) await store.giveLeaseUp(lease);
}
