import { sql } from "kysely";
import { encodeFunctionData, parseSignature, signatureToCompactSignature } from "viem";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { batchGas, fillBatch, groupByRecipient } from "#core/settlement/batch-size.ts";
import type { Address, Hash, PaymentId, ProgrammeId, ReversalId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

import { refreshStates } from "../payments/payments.ts";
import { type OpenProgramme, openProgrammes } from "../programmes/programmes.ts";
import type { Hex } from "../shared/chain.ts";
import type { BatchKind, Tx } from "../shared/database.ts";
import { randomUuid } from "../shared/random.ts";
import { type Lease, type SettlementDeps, lockRelayer } from "./settlement.ts";

/** Signed transactions that may wait at once for one relayer: nodes keep 16 in order, with room to replace. */
const MOST_OPEN_BATCHES = 4;
/** Transfers looked at for one batch; more than fit one transaction. */
const MOST_CANDIDATES = 1_000;

export type WaitingTransfer = {
  readonly id: string;
  readonly to: Address;
  readonly amount: Cents;
  readonly nonce: bigint;
  readonly deadline: bigint;
  readonly signature: Hex;
  readonly reversed: Hash | null;
};

/**
 * Puts waiting transfers of one programme into a batch with the relayer's next nonce: batch, nonce and transfers change
 * together or not at all, so no nonce can ever be lost or used twice. Answers whether a batch was made.
 */
export async function buildBatch(deps: SettlementDeps, lease: Lease): Promise<boolean> {
  for (const programme of await openProgrammes(deps.db)) {
    if (!(await canSettle(deps, programme))) continue;
    for (const kind of ["payments", "reversals"] as const)
      if (await buildFor(deps, lease, programme, kind)) return true;
  }
  return false;
}

/** Outside its dates, or while the guardian has paused it, a voucher's settlement would revert as a whole: wait. */
async function canSettle(
  { chain, clock }: SettlementDeps,
  programme: OpenProgramme,
): Promise<boolean> {
  const now = clock.now();
  if (now < programme.spendable_from || now > programme.settleable_until) return false;
  const data = encodeFunctionData({ abi: voucherAbi, functionName: "isSettlementPaused" });
  const paused = await chain.call({ to: programme.voucher, data });
  return paused.ok && BigInt(paused.data) === 0n;
}

async function buildFor(
  deps: SettlementDeps,
  lease: Lease,
  programme: OpenProgramme,
  kind: BatchKind,
): Promise<boolean> {
  return deps.db.transaction().execute(async (tx) => {
    const relayer = await lockRelayer(tx, lease);
    if (relayer === undefined || (await isBusy(tx, lease.relayer))) return false;
    const waiting = await lockWaiting(deps, tx, programme.id, kind);
    const batch = fillBatch(waiting);
    const isFull = batch.length < waiting.length;
    if (batch.length === 0) return false;
    if (!isFull && !(await isBatchDue(deps, tx, programme.id, kind))) return false;
    const groups = groupByRecipient(batch);
    const id = randomUuid(deps.random);
    await tx
      .insertInto("settlement_batch")
      .values({
        id,
        kind,
        programme_id: programme.id,
        relayer: lease.relayer,
        relayer_nonce: relayer.nextNonce,
        gas_limit: batchGas(batch.length, kind === "payments" ? groups.length : batch.length),
        data: kind === "payments" ? encodePayments(groups) : encodeReversals(batch),
        state: "built",
        created_at: deps.clock.now(),
        mined_block: null,
        gas_used: null,
      })
      .execute();
    await assign(tx, lease, id, batch);
    return true;
  });
}

async function isBusy(tx: Tx, relayer: Address): Promise<boolean> {
  const { count } = await tx
    .selectFrom("settlement_batch")
    .where("relayer", "=", relayer)
    .where("state", "in", ["built", "sent", "mined"])
    .select((select) => select.fn.countAll<bigint>().as("count"))
    .executeTakeFirstOrThrow();
  return count >= BigInt(MOST_OPEN_BATCHES);
}

/** Whether the last batch of this kind is long enough ago, by the database's clock. */
async function isBatchDue(
  { pace }: SettlementDeps,
  tx: Tx,
  programmeId: ProgrammeId,
  kind: BatchKind,
): Promise<boolean> {
  const { rows } = await sql<{ is_due: boolean | null }>`
    select max(created_at) <= now() - make_interval(secs => ${pace.batchEverySeconds}) as is_due
    from settlement_batch where programme_id = ${programmeId} and kind = ${kind}
  `.execute(tx);
  return rows[0]?.is_due ?? true;
}

/**
 * Locks transfers that wait, oldest first. Their payments are locked before them, like everywhere else; those that a
 * void is busy with are left for later.
 */
async function lockWaiting(
  { pace }: SettlementDeps,
  tx: Tx,
  programmeId: ProgrammeId,
  kind: BatchKind,
): Promise<WaitingTransfer[]> {
  const parent = kind === "payments" ? "payment" : "reversal";
  const parents = await sql<{ id: PaymentId | ReversalId }>`
    select parent.id from ${sql.table(parent)} as parent
    where parent.state in ('accepted', 'batched')
      and parent.accepted_at <= now() - make_interval(secs => ${pace.settleAfterSeconds})
      and exists (
        select 1 from signed_transfer as t
        where t.${sql.ref(`${parent}_id`)} = parent.id
          and t.state = 'accepted' and t.programme_id = ${programmeId}
      )
    order by parent.accepted_at, parent.id
    limit ${MOST_CANDIDATES}
    for update of parent skip locked
  `.execute(tx);
  const ids = parents.rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("signed_transfer")
    .selectAll()
    .where(parent === "payment" ? "payment_id" : "reversal_id", "in", ids as never)
    .where("programme_id", "=", programmeId)
    .where("state", "=", "accepted")
    .orderBy("id")
    .forUpdate()
    .execute();
  const rank = new Map(ids.map((id, index) => [id as string, index]));
  const rankOf = (row: (typeof rows)[number]) => rank.get((row.payment_id ?? row.reversal_id)!)!;
  return rows
    .sort((one, other) => rankOf(one) - rankOf(other) || one.position - other.position)
    .map((row) => ({
      id: row.id,
      to: row.to_account,
      amount: row.amount_cents,
      nonce: row.nonce,
      deadline: BigInt(Math.floor(row.deadline.getTime() / 1000)),
      signature: row.signature!,
      reversed: row.reversed_digest,
    }));
}

async function assign(
  tx: Tx,
  lease: Lease,
  batchId: string,
  batch: readonly WaitingTransfer[],
): Promise<void> {
  const ids = batch.map(({ id }) => id);
  await tx
    .updateTable("signed_transfer")
    .set({ state: "batched", batch_id: batchId })
    .where("id", "in", ids)
    .execute();
  await tx
    .updateTable("relayer")
    .set((row) => ({ next_nonce: row("next_nonce", "+", 1n) }))
    .where("address", "=", lease.relayer)
    .execute();
  await refreshStates(tx, ids);
}

function encodePayments(groups: readonly { to: Address; transfers: WaitingTransfer[] }[]): Hex {
  return encodeFunctionData({
    abi: voucherAbi,
    functionName: "settle",
    args: [groups.map(({ to, transfers }) => ({ to, payments: transfers.map(signedTerms) }))],
  });
}

function encodeReversals(batch: readonly WaitingTransfer[]): Hex {
  const reversals = batch.map((transfer) => ({
    payment: transfer.reversed!,
    to: transfer.to,
    ...signedTerms(transfer),
  }));
  return encodeFunctionData({ abi: voucherAbi, functionName: "reverse", args: [reversals] });
}

/** The signature in its compact form (ERC-2098), with the terms that it covers. */
function signedTerms({ amount, nonce, deadline, signature }: WaitingTransfer) {
  const { r, yParityAndS } = signatureToCompactSignature(parseSignature(signature));
  return { amount, nonce, deadline, r, vs: yParityAndS };
}
