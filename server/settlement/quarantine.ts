import type { Address } from "#core/shared/ids.ts";

import { randomUuid } from "../shared/random.ts";
import { advanceBatch, readChainFacts } from "./advance-batch.ts";
import type { Lease } from "./settlement-store.ts";
import type { SettlementDeps } from "./settlement.ts";

/** Transactions that the lost database may have signed beyond what chain and copy know: its open ones, and a margin. */
const POSSIBLY_SIGNED = 6n;

/**
 * One round of ending a quarantine, by whoever holds the relayer's lease. Every relayer nonce that the lost database may
 * have signed with is used up, by its own transaction or by an empty one; when the last of them is final and read, the
 * chain can bring no more surprises. Then each account's next signature gets a nonce beyond all that were ever given
 * out, and the quarantine ends.
 */
export async function quarantineRound(
  deps: SettlementDeps,
  relayer: Address,
  owner: string,
): Promise<void> {
  const { store, chain, log } = deps;
  const lease = await store.takeLease(relayer, owner);
  if (lease === undefined) return;
  const readBlock = await store.readBlock();
  if (readBlock === undefined) return;
  const facts = await readChainFacts(deps, relayer, readBlock);
  const until = await store.burnUntil(lease, facts.usedLatest, POSSIBLY_SIGNED);
  if (until === undefined) return;
  await fillUp(deps, lease, until, facts.usedRead);
  for (const batch of await store.batches(relayer, facts.usedRead))
    if (!(await advanceBatch(deps, lease, batch, facts))) return;
  const head = await chain.finalHead();
  if (facts.usedRead < until || readBlock < head.number) return;
  if (await store.endQuarantine(lease))
    log.warn("the chain has been read again: the quarantine is over");
}

/** Nonces below `used` are final: what else the chain shows may be gone with its block, and is tried. */
async function fillUp(
  { store, random }: SettlementDeps,
  lease: Lease,
  until: bigint,
  used: bigint,
): Promise<void> {
  for (let nonce = await store.nextNonce(lease.relayer); nonce < until; nonce += 1n) {
    const state = nonce < used ? "dead" : "built";
    if (!(await store.addFiller(lease, randomUuid(random), nonce, state))) return;
  }
}
