import { sql } from "kysely";

import {
  type Movement,
  type SignedTransfer,
  batchTransfer,
  failTransfer,
  inState,
  settleTransfer,
  unbatchTransfer,
} from "#core/payment/signed-transfer.ts";
import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

import type { Executor, Tx } from "../shared/database.ts";
import { counterPromises } from "../shared/journal.ts";
import { lockTransfers, storeTransfers, transferOf } from "./transfer-store.ts";

/** The transfers with these digests that are ours, whatever their state. */
export async function transfersByDigest(
  db: Executor,
  digests: readonly Hash[],
): Promise<Map<Hash, SignedTransfer>> {
  if (digests.length === 0) return new Map();
  const rows = await db
    .selectFrom("signed_transfer")
    .selectAll()
    .where("digest", "in", digests)
    .execute();
  return new Map(rows.map((row) => [row.digest, transferOf(row)]));
}

/**
 * Open transfers that a movement on chain may be, lowest nonce first: for the rare transaction whose calldata does not
 * tell, because another contract passed the signatures on.
 */
export async function openTransfersLike(
  db: Executor,
  movement: { programmeId: ProgrammeId; from: Address; to: Address; amount: bigint },
): Promise<{ digest: Hash; nonce: bigint }[]> {
  return db
    .selectFrom("signed_transfer")
    .select(["digest", "nonce"])
    .where("programme_id", "=", movement.programmeId)
    .where("from_account", "=", movement.from)
    .where("to_account", "=", movement.to)
    .where("amount_cents", "=", movement.amount as Cents)
    .where("state", "in", ["accepted", "batched", "failed"])
    .orderBy("nonce")
    .execute();
}

export type SettledTransfer = Movement & { readonly id: string };

/** The chain has moved the value of these transfers, in final blocks: what they had reserved is free again. */
export async function markSettled(
  tx: Tx,
  settled: readonly SettledTransfer[],
): Promise<SignedTransfer[]> {
  const movements = new Map(settled.map(({ id, ...movement }) => [id, movement]));
  const transfers = await lockTransfers(tx, [...movements.keys()]);
  const open = inState(transfers, "accepted", "batched", "failed", "voided");
  const changed = open.map((transfer) => settleTransfer(transfer, movements.get(transfer.id)!));
  await storeTransfers(tx, changed);
  await counterPromises(
    tx,
    "reserve",
    "release",
    open.map(({ id }) => id),
  );
  return changed;
}

export type SkippedTransfer = { readonly id: string; readonly reason: string };

/**
 * The contract left these transfers out. They are `failed`: an alarm, never silent. What they hold stays held, because
 * their signatures are public now and may still settle until their deadline.
 */
export async function markSkipped(
  tx: Tx,
  skipped: readonly SkippedTransfer[],
): Promise<SignedTransfer[]> {
  const reasons = new Map(skipped.map(({ id, reason }) => [id, reason]));
  const transfers = await lockTransfers(tx, [...reasons.keys()]);
  const sent = inState(transfers, "batched", "failed");
  const changed = sent.map((transfer) => failTransfer(transfer, reasons.get(transfer.id)!));
  await storeTransfers(tx, changed);
  return changed;
}

/** These waiting transfers are in a batch from now on; the caller has locked them. */
export async function markBatched(
  tx: Tx,
  transferIds: readonly string[],
  batchId: string,
): Promise<SignedTransfer[]> {
  const transfers = await lockTransfers(tx, transferIds);
  const waiting = inState(transfers, "accepted");
  if (waiting.length < transferIds.length) throw new Error("A transfer to batch does not wait.");
  const changed = waiting.map((transfer) => batchTransfer(transfer, batchId));
  await storeTransfers(tx, changed);
  return changed;
}

/** The batch can never take effect: what of it did not settle in some other way waits for another. */
export async function markUnbatched(tx: Tx, batchId: string): Promise<void> {
  const rows = await tx
    .selectFrom("signed_transfer")
    .select("id")
    .where("batch_id", "=", batchId)
    .execute();
  const transfers = await lockTransfers(
    tx,
    rows.map(({ id }) => id),
  );
  await storeTransfers(tx, inState(transfers, "batched").map(unbatchTransfer));
}

/** Whom transfers belong to, for the log: a payment's whole way is found by its id. */
export function subjectsOf(transfers: readonly SignedTransfer[]) {
  const ofKind = (kind: "payment" | "reversal") => [
    ...new Set(transfers.flatMap(({ of }) => (of.kind === kind ? [of.id as string] : []))),
  ];
  const [payments, reversals] = [ofKind("payment"), ofKind("reversal")];
  return {
    ...(payments.length === 0 ? {} : { payments }),
    ...(reversals.length === 0 ? {} : { reversals }),
  };
}

/** Cents of payments accepted and not yet final on chain. */
export async function unsettledCents(db: Executor): Promise<bigint> {
  const { sum } = await db
    .selectFrom("payment")
    .where("state", "in", ["accepted", "batched", "failed"])
    .select((select) => select.fn.sum<string | null>("amount_cents").as("sum"))
    .executeTakeFirstOrThrow();
  return BigInt(sum ?? 0);
}

/** When the oldest share that waits for the chain was ready to go there; `undefined` where none waits. */
export async function oldestUnsettled(db: Executor): Promise<Date | undefined> {
  const { rows } = await sql<{ oldest: Date | null }>`
    select min(p.accepted_at + make_interval(secs => t.wait_seconds)) as oldest
    from payment as p join signed_transfer as t on t.payment_id = p.id
    where p.state in ('accepted', 'batched') and t.state in ('accepted', 'batched')
  `.execute(db);
  return rows[0]?.oldest ?? undefined;
}
