import { fillBatch, fitEstimate, gasLimitOf } from "#core/settlement/batch-size.ts";
import { decideNonce } from "#core/settlement/decide-nonce.ts";
import { setAsideSeconds } from "#core/settlement/set-aside.ts";

import type { Hex } from "../shared/chain.ts";
import { randomUuid } from "../shared/random.ts";
import type { RoundFacts } from "./advance-batch.ts";
import type { Lease, Queue, WaitingTransfer } from "./settlement-store.ts";
import type { SettlementDeps } from "./settlement.ts";
import { callOf } from "./voucher-calls.ts";

/** Transfers looked at for one batch; more than fit one transaction. */
const MOST_CANDIDATES = 1_500;

/** Gives the relayer's next nonce to what waits, if it may. Answers whether there is a new batch to carry on. */
export async function buildBatch(
  deps: SettlementDeps,
  lease: Lease,
  facts: RoundFacts,
): Promise<boolean> {
  const { store, log, chain, random } = deps;
  const { relayer } = lease;
  const batches = await store.batches(relayer, facts.usedRead);
  const nextNonce = await store.nextNonce(relayer);
  const { inFlightLimit } = chain.chain;
  const action = decideNonce({ ...facts, batches, nextNonce, inFlightLimit });
  switch (action.do) {
    case "build":
      return buildNext(deps, lease, nextNonce, facts);
    case "give_up":
      log.error({ relayer, nonce: action.nonce.toString() }, "nonce used by a foreign transaction");
      return store.addFiller(lease, randomUuid(random), action.nonce, "dead");
    case "revive": {
      log.error({ relayer, nonce: action.nonce.toString() }, "the chain waits for a dead batch");
      return store.revive(lease, batches.find(({ nonce }) => nonce === action.nonce)!.id);
    }
    case "wait":
      if (action.because === "nonce_in_doubt")
        log.warn({ relayer }, "the chain has a transaction of the relayer that is none of ours");
      return false;
  }
}

async function buildNext(
  deps: SettlementDeps,
  lease: Lease,
  nonce: bigint,
  facts: RoundFacts,
): Promise<boolean> {
  for (const queue of await deps.store.queues(deps.pace)) {
    const chosen = await chooseTransfers(deps, lease, queue, facts);
    if (chosen === undefined) continue;
    const id = randomUuid(deps.random);
    const sized = await sizeByEstimate(deps, lease, queue, chosen, facts);
    if (sized === undefined) continue;
    const { transfers, data, gasLimit } = sized;
    const ids = await deps.store.addBatch(lease, { id, queue, nonce }, transfers, (left) => ({
      data: left.length === transfers.length ? data : deps.vouchers.encode(callOf(queue), left),
      gasLimit,
    }));
    if (ids !== undefined) return true;
  }
  return false;
}

/** The transfers for the queue's next batch, if one is due: those that would settle now. The others are set aside. */
async function chooseTransfers(
  { store, pace, vouchers, log }: SettlementDeps,
  lease: Lease,
  queue: Queue,
  { blockGasLimit }: RoundFacts,
): Promise<WaitingTransfer[] | undefined> {
  const { settleAfterSeconds, batchEverySeconds } = pace;
  const waiting = await store.waiting(lease.relayer, queue, settleAfterSeconds, MOST_CANDIDATES);
  const batch = fillBatch(waiting, gasLimitOf(blockGasLimit));
  const isFull = batch.length < waiting.length;
  const isDue = isFull || (queue.batchSecondsAgo ?? Infinity) >= batchEverySeconds;
  if (batch.length === 0 || !isDue) return undefined;
  const verdicts = await vouchers.preview(queue, batch);
  if (verdicts === "closed") {
    log.warn({ programme: queue.programmeId }, "the voucher settles nothing now");
    return undefined;
  }
  const asides = batch.flatMap(({ id, asideTimes }, index) => {
    const reason = verdicts[index];
    return reason ? [{ id, reason, seconds: setAsideSeconds(asideTimes) }] : [];
  });
  if (asides.length > 0) {
    log.error({ asides }, "transfers set aside: the contract would leave them out now");
    if (!(await store.setAside(lease, asides))) return undefined;
  }
  const settleable = batch.filter((_, index) => verdicts[index] === null);
  return settleable.length === 0 ? undefined : settleable;
}

type Sized = {
  readonly transfers: readonly WaitingTransfer[];
  readonly data: Hex;
  readonly gasLimit: bigint;
};

/** As many as fit one transaction by the node's own estimate; `undefined` where the whole would revert now. */
async function sizeByEstimate(
  { chain, vouchers }: SettlementDeps,
  { relayer: from }: Lease,
  queue: Queue,
  chosen: readonly WaitingTransfer[],
  { blockGasLimit }: RoundFacts,
): Promise<Sized | undefined> {
  for (let transfers = chosen; ;) {
    const data = vouchers.encode(callOf(queue), transfers);
    const estimate = await chain.estimateGas({ from, to: queue.voucher, data });
    if (estimate === undefined) return undefined;
    const fit = fitEstimate(transfers.length, estimate, gasLimitOf(blockGasLimit));
    if (fit.fits) return { transfers, data, gasLimit: fit.gasLimit };
    transfers = transfers.slice(0, fit.transfers);
  }
}
