import { type Fees, bumpedFees, firstFees } from "#core/settlement/fees.ts";
import type { Hash } from "#core/shared/ids.ts";

import type { Receipt, SendOutcome } from "../shared/chain.ts";
import type { SettlementAttemptTable, SettlementBatchTable } from "../shared/database.ts";
import { type Lease, type SettlementDeps, dissolveBatch, lockRelayer } from "./settlement.ts";

type Batch = SettlementBatchTable & { voucher: `0x${string}` };

/** Blocks without news after which the same bytes are sent again, and after which more is offered. */
const RESEND_AFTER_BLOCKS = 3;
const BUMP_AFTER_BLOCKS = 6;
const SHORTEST_WAIT_SECONDS = 4;

/**
 * Carries the relayer's open batches on, in the order of their nonces: signs what is not signed, sends what may not have
 * arrived, offers more where it is stuck, notes what was mined, and dissolves what can never take effect.
 */
export async function advanceBatches(deps: SettlementDeps, lease: Lease): Promise<void> {
  const batches = await deps.db
    .selectFrom("settlement_batch")
    .innerJoin("programme", "programme.id", "settlement_batch.programme_id")
    .selectAll("settlement_batch")
    .select("programme.voucher")
    .where("relayer", "=", lease.relayer)
    .where("settlement_batch.state", "in", ["built", "sent", "mined"])
    .orderBy("relayer_nonce")
    .execute();
  for (const batch of batches) await advance(deps, lease, batch as Batch);
}

async function advance(deps: SettlementDeps, lease: Lease, batch: Batch): Promise<void> {
  const attempts = await attemptsOf(deps, batch.id);
  const mined = await findReceipt(deps, attempts);
  if (mined !== undefined) return noteMined(deps, lease, batch, mined);
  if (batch.state === "mined")
    await setState(deps, lease, batch.id, { state: "sent", mined_block: null });
  if (await isNonceGone(deps, batch))
    return dissolve(deps, lease, batch, "nonce used by another transaction");
  const last = attempts.at(-1);
  if (last === undefined) return signAndSend(deps, lease, batch, 0, undefined);
  const age = secondsSince(deps, last.last_sent_at);
  const waited = secondsSince(deps, last.signed_at);
  if (waited > waitSeconds(deps, BUMP_AFTER_BLOCKS))
    return signAndSend(deps, lease, batch, attempts.length, last);
  if (age > waitSeconds(deps, RESEND_AFTER_BLOCKS)) await send(deps, lease, batch, last);
}

async function attemptsOf({ db }: SettlementDeps, batchId: string) {
  return db
    .selectFrom("settlement_attempt")
    .selectAll()
    .where("batch_id", "=", batchId)
    .orderBy("number")
    .execute();
}

async function findReceipt(
  { chain }: SettlementDeps,
  attempts: readonly SettlementAttemptTable[],
): Promise<Receipt | undefined> {
  for (const attempt of attempts.toReversed()) {
    const receipt = await chain.receipt(attempt.transaction_hash);
    if (receipt !== undefined) return receipt;
  }
  return undefined;
}

/**
 * A mined batch is only noted: the indexer alone makes it final, from the logs. One that was mined and reverted has no
 * logs, so it is dissolved here, once its block is final and read.
 */
async function noteMined(
  deps: SettlementDeps,
  lease: Lease,
  batch: Batch,
  receipt: Receipt,
): Promise<void> {
  if (!receipt.succeeded && (await isRead(deps, receipt.blockNumber)))
    return dissolve(deps, lease, batch, "transaction reverted");
  await setState(deps, lease, batch.id, {
    state: "mined",
    mined_block: receipt.blockNumber,
    gas_used: receipt.gasUsed,
  });
}

async function isRead({ db }: SettlementDeps, block: bigint): Promise<boolean> {
  const cursor = await db.selectFrom("chain_cursor").select("block_number").executeTakeFirst();
  return cursor !== undefined && cursor.block_number >= block;
}

/** Whether a final transaction that is none of ours has used the batch's nonce, and all up to it has been read. */
async function isNonceGone(deps: SettlementDeps, batch: Batch): Promise<boolean> {
  const used = await deps.chain.transactionCount(batch.relayer, "final");
  if (used <= batch.relayer_nonce) return false;
  const head = await deps.chain.finalHead();
  return isRead(deps, head.number);
}

async function dissolve(
  deps: SettlementDeps,
  lease: Lease,
  batch: Batch,
  reason: string,
): Promise<void> {
  deps.log.error(
    { batch: batch.id, nonce: batch.relayer_nonce.toString(), reason },
    "batch dissolved",
  );
  await deps.db.transaction().execute(async (tx) => {
    if ((await lockRelayer(tx, lease)) === undefined) return;
    await dissolveBatch(tx, batch.id);
  });
}

/** Stores the signed transaction before it is sent: whatever happens next, we know what may be on its way. */
async function signAndSend(
  deps: SettlementDeps,
  lease: Lease,
  batch: Batch,
  number: number,
  last: SettlementAttemptTable | undefined,
): Promise<void> {
  const fees = await feesFor(deps, last);
  if (fees === undefined) {
    deps.log.warn({ batch: batch.id }, "fees are above the ceiling: waiting");
    if (last !== undefined) await send(deps, lease, batch, last);
    return;
  }
  const { raw, hash } = await deps.custody.signRelayerTransaction(batch.relayer, {
    chainId: deps.deployment.chainId,
    nonce: Number(batch.relayer_nonce),
    to: batch.voucher,
    data: batch.data,
    gasLimit: batch.gas_limit,
    maximumFeeWei: fees.maximumFee,
    tipWei: fees.tip,
  });
  const attempt: SettlementAttemptTable = {
    batch_id: batch.id,
    number,
    transaction_hash: hash,
    raw,
    maximum_fee_wei: fees.maximumFee.toString(),
    tip_wei: fees.tip.toString(),
    signed_at: deps.clock.now(),
    last_sent_at: null,
  };
  const isStored = await deps.db.transaction().execute(async (tx) => {
    if ((await lockRelayer(tx, lease)) === undefined) return false;
    await tx.insertInto("settlement_attempt").values(attempt).execute();
    return true;
  });
  if (isStored) await send(deps, lease, batch, attempt);
}

async function feesFor(
  { chain }: SettlementDeps,
  last: SettlementAttemptTable | undefined,
): Promise<Fees | undefined> {
  const market = await chain.fees();
  const ceiling = chain.chain.gas.maximumFeePerGasWei;
  if (last === undefined) return firstFees(market, ceiling);
  const lastFees = { maximumFee: BigInt(last.maximum_fee_wei), tip: BigInt(last.tip_wei) };
  return bumpedFees(lastFees, market, ceiling);
}

async function send(
  deps: SettlementDeps,
  lease: Lease,
  batch: Batch,
  { number, raw, transaction_hash: hash }: SettlementAttemptTable,
): Promise<void> {
  const outcome = await deps.chain.send(raw);
  logOutcome(deps, batch, hash, outcome);
  await deps.db.transaction().execute(async (tx) => {
    if ((await lockRelayer(tx, lease)) === undefined) return;
    await tx
      .updateTable("settlement_attempt")
      .set({ last_sent_at: deps.clock.now() })
      .where("batch_id", "=", batch.id)
      .where("number", "=", number)
      .execute();
    await tx
      .updateTable("settlement_batch")
      .set({ state: "sent" })
      .where("id", "=", batch.id)
      .where("state", "=", "built")
      .execute();
  });
}

/** Holds are never released on an error: the transaction may have arrived all the same. */
function logOutcome({ log }: SettlementDeps, batch: Batch, hash: Hash, outcome: SendOutcome): void {
  const fields = {
    batch: batch.id,
    transaction: hash,
    nonce: batch.relayer_nonce.toString(),
    outcome,
  };
  if (outcome === "insufficient_funds") log.error(fields, "the relayer account has no funds left");
  else if (outcome === "sent") log.info(fields, "batch sent");
  else log.warn(fields, "batch may not have been sent");
}

async function setState(
  deps: SettlementDeps,
  lease: Lease,
  batchId: string,
  change: Partial<Pick<SettlementBatchTable, "state" | "mined_block" | "gas_used">>,
): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    if ((await lockRelayer(tx, lease)) === undefined) return;
    await tx
      .updateTable("settlement_batch")
      .set(change)
      .where("id", "=", batchId)
      .where("state", "in", ["built", "sent", "mined"])
      .execute();
  });
}

function secondsSince({ clock }: SettlementDeps, instant: Date | null): number {
  return instant === null ? Infinity : (clock.now().getTime() - instant.getTime()) / 1000;
}

function waitSeconds({ chain }: SettlementDeps, blocks: number): number {
  return Math.max(SHORTEST_WAIT_SECONDS, chain.chain.blockSeconds * blocks);
}
