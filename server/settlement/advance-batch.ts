import {
  type BatchAction,
  type ChainFacts,
  type ReceiptFacts,
  decideBatch,
} from "#core/settlement/decide-batch.ts";
import type { Fees } from "#core/settlement/fees.ts";
import type { SendOutcome } from "#core/settlement/node-errors.ts";
import type { Address } from "#core/shared/ids.ts";

import { Fault } from "../shared/problem.ts";
import type { Attempt, Batch, Lease } from "./settlement-store.ts";
import type { SettlementDeps } from "./settlement.ts";

/** Blocks after which the same bytes are offered again, and the fewest seconds. */
const RESEND_AFTER_BLOCKS = 3;
const SHORTEST_RESEND_SECONDS = 4;

/** What a round knows of the chain, and how much gas one transaction may use. */
export type RoundFacts = ChainFacts & { readonly blockGasLimit: bigint };

export async function readChainFacts(
  { chain: port }: SettlementDeps,
  relayer: Address,
  readBlock: bigint,
): Promise<RoundFacts> {
  const head = await port.latestHead();
  const usedLatest = await port.transactionCount(relayer, "latest");
  const usedRead = await usedUpTo(port, relayer, readBlock);
  const { blockGasLimit, ...market } = await port.fees();
  const { chain } = port;
  return {
    ...{ readBlock, usedRead, usedLatest, market, blockGasLimit },
    head: head.number,
    ceiling: chain.gas.maximumFeePerGasWei,
    resendSeconds: Math.max(SHORTEST_RESEND_SECONDS, RESEND_AFTER_BLOCKS * chain.blockSeconds),
  };
}

/** A node that no longer has the state of that block, or not yet, proves nothing gone. */
async function usedUpTo(
  chain: SettlementDeps["chain"],
  relayer: Address,
  block: bigint,
): Promise<bigint> {
  try {
    return await chain.transactionCount(relayer, block);
  } catch (error) {
    if (error instanceof Fault && error.retryable) return 0n;
    throw error;
  }
}

/** Carries one open batch on. Answers `false` where the lease is lost. */
export async function advanceBatch(
  deps: SettlementDeps,
  lease: Lease,
  batch: Batch,
  chain: ChainFacts,
): Promise<boolean> {
  const { state } = batch;
  if (state === "dead") return true;
  const receipt = await findReceipt(deps, batch);
  return perform(deps, lease, batch, chain, decideBatch({ ...batch, state, receipt, chain }));
}

/** A receipt of whichever attempt was mined, the newest first. */
async function findReceipt(
  { chain }: SettlementDeps,
  { attempts }: Batch,
): Promise<ReceiptFacts | undefined> {
  for (const { hash } of attempts.toReversed()) {
    const receipt = await chain.receipt(hash);
    if (receipt !== undefined) {
      const { succeeded, blockNumber: block, gasUsed } = receipt;
      return { succeeded, block, gasUsed };
    }
  }
  return undefined;
}

async function perform(
  deps: SettlementDeps,
  lease: Lease,
  batch: Batch,
  chain: ChainFacts,
  action: BatchAction,
): Promise<boolean> {
  const { store, log } = deps;
  const named = { batch: batch.id, relayer: lease.relayer, nonce: batch.nonce.toString() };
  switch (action.do) {
    case "wait":
      if (action.because === "above_ceiling") log.warn(named, "fees are above the ceiling");
      if (action.because === "nonce_in_doubt") log.warn(named, "nonce used, and no receipt");
      return true;
    case "sign":
      return signAndSend(deps, lease, batch, chain.head, action.fees);
    case "send":
      if (action.because === "above_ceiling") log.warn(named, "fees are above the ceiling");
      return send(deps, lease, batch, batch.attempts[action.attempt]!);
    case "note_mined":
      return store.noteMined(lease, batch.id, action.block, action.gasUsed);
    case "note_forgotten":
      log.warn(named, "the block that held the batch is gone");
      return store.noteForgotten(lease, batch.id);
    case "dissolve":
      log.error({ ...named, because: action.because }, "batch dissolved");
      return store.dissolve(lease, batch.id, action.because);
  }
}

/** Stores the signed transaction before it is sent: whatever happens next, we know what may be on its way. */
async function signAndSend(
  deps: SettlementDeps,
  lease: Lease,
  batch: Batch,
  head: bigint,
  fees: Fees,
): Promise<boolean> {
  const { raw, hash } = await deps.custody.signRelayerTransaction(lease.relayer, {
    chainId: deps.deployment.chainId,
    nonce: Number(batch.nonce),
    to: batch.to,
    data: batch.data,
    gasLimit: batch.gasLimit,
    maximumFeeWei: fees.maximumFee,
    tipWei: fees.tip,
  });
  const attempt = { number: batch.attempts.length, hash, raw, fees, signedAtBlock: head };
  const isStored = await deps.store.addAttempt(lease, batch.id, attempt);
  return isStored && (await send(deps, lease, batch, attempt));
}

async function send(
  deps: SettlementDeps,
  lease: Lease,
  batch: Batch,
  { number, raw, hash }: Pick<Attempt, "number" | "raw" | "hash">,
): Promise<boolean> {
  const outcome = await deps.chain.send(raw);
  const nonce = batch.nonce.toString();
  logOutcome(deps, { batch: batch.id, relayer: lease.relayer, nonce, hash, outcome });
  return deps.store.noteSent(lease, batch.id, number, outcome);
}

/** Holds are never released on an error: the transaction may have arrived all the same. */
function logOutcome(
  { log }: SettlementDeps,
  fields: { readonly outcome: SendOutcome } & Record<string, string>,
): void {
  const { outcome } = fields;
  if (outcome === "insufficient_funds") log.error(fields, "the relayer has no funds left");
  else if (outcome === "refused") log.error(fields, "a node refuses the batch");
  else if (outcome === "sent") log.info(fields, "batch sent");
  else log.warn(fields, "batch may not have been sent");
}
