import { type Selectable, sql } from "kysely";

import {
  type FailedTransfer,
  type LossReason,
  type Movement,
  type SignedTransfer,
  batchTransfer,
  failTransfer,
  inState,
  settleTransfer,
  unbatchTransfer,
} from "#core/payment/signed-transfer.ts";
import { NONCE_WINDOW } from "#core/payment/transfer-state.ts";
import { setAsideSeconds } from "#core/settlement/set-aside.ts";
import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

import { addToAccounts, knownAccounts } from "../cards/cards.ts";
import { addToHoldings, merchantsOfAccounts } from "../merchants/merchants.ts";
import type { Executor, SignedTransferTable, Tx } from "../shared/database.ts";
import { bookOwed, counterPromises } from "../shared/journal.ts";
import { lockTransfers, storeTransfers, transferOf } from "./transfer-store.ts";

/** The transfers with these digests that are ours, whatever their state. */
export async function transfersByDigest(
  db: Executor,
  digests: readonly Hash[],
): Promise<Map<Hash, SignedTransfer>> {
  if (digests.length === 0) return new Map();
  const { rows } = await sql<Selectable<SignedTransferTable>>`
    select * from signed_transfer where digest = any(${digests}::text[])
  `.execute(db);
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

/** For the slices after this one: how a card is opened and signs, and how it is stored and reserved. */
export { withCardKey } from "./card-key.ts";
export { factsToJson } from "./payment-facts.ts";
export { type Sign, type SigningDeps, signShares } from "./sign-shares.ts";
export { storedShares } from "./store-payment.ts";

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
  const ids = open.map(({ id }) => id);
  await counterPromises(tx, "reserve", "release", ids);
  await counterPromises(tx, "owe", "forget", ids);
  return changed;
}

export type SkippedTransfer = {
  readonly id: string;
  readonly reason: string;
  readonly transaction: Hash;
};

/**
 * Transactions in final blocks left these transfers out, and used no nonce for them. Those that were in that very batch
 * wait for another, set aside for a while as what the settler itself leaves out; where somebody else had submitted the
 * signature, nothing has changed. Answers those that wait again.
 */
export async function markSkipped(
  tx: Tx,
  skipped: readonly SkippedTransfer[],
): Promise<SignedTransfer[]> {
  const own = await skippedByOwnBatch(tx, skipped);
  const reasons = new Map(own.map(({ id, reason }) => [id, reason]));
  const transfers = await lockTransfers(tx, [...reasons.keys()]);
  const changed = inState(transfers, "batched", "failed").map(unbatchTransfer);
  await storeTransfers(tx, changed);
  const waiting = inState(changed, "accepted");
  for (const { id } of waiting)
    await sql`
      update signed_transfer set skip_reason = ${reasons.get(id)!}, set_aside_times = set_aside_times + 1,
        set_aside_until = now() + make_interval(secs => ${setAsideSeconds(0)})
      where id = ${id}
    `.execute(tx);
  return waiting;
}

async function skippedByOwnBatch(
  tx: Tx,
  skipped: readonly SkippedTransfer[],
): Promise<SkippedTransfer[]> {
  if (skipped.length === 0) return [];
  const { rows } = await sql<{ id: string; transaction: Hash }>`
    select t.id, a.transaction_hash as transaction
    from signed_transfer as t join settlement_attempt as a on a.batch_id = t.batch_id
    where t.id = any(${skipped.map(({ id }) => id)}::uuid[])
  `.execute(tx);
  const own = new Set(rows.map(({ id, transaction }) => `${id} ${transaction}`));
  return skipped.filter(({ id, transaction }) => own.has(`${id} ${transaction}`));
}

/** As many as one transaction ends at once; the next round takes the next ones. */
const MOST_AT_ONCE = 500;

/**
 * Ends the transfers of which final blocks show that they can never settle; the caller has read all events up to the
 * final block of this time. What they held is free again, for the chain has not taken it and never will, and the town
 * owes it in their place: that is booked, and stands on the office's list until an officer has made it good.
 */
export async function failLost(tx: Tx, finalTime: Date): Promise<FailedTransfer[]> {
  const reasons = await lostTransfers(tx, finalTime);
  const transfers = await lockTransfers(tx, [...reasons.keys()]);
  const open = inState(transfers, "accepted", "batched");
  const failed = open.map((transfer) => failTransfer(transfer, reasons.get(transfer.id)!));
  await storeTransfers(tx, failed);
  await counterPromises(
    tx,
    "reserve",
    "release",
    failed.map(({ id }) => id),
  );
  const covered = await coveredOf(tx, failed);
  await bookOwed(
    tx,
    "owe",
    covered.map(({ id: cause, programmeId, to, amount }) => ({ cause, programmeId, to, amount })),
  );
  await release(tx, failed);
  return failed;
}

/** Those that the town stands for: not what an own wallet signed, and may have moved away itself. */
async function coveredOf(tx: Tx, failed: readonly FailedTransfer[]): Promise<FailedTransfer[]> {
  if (failed.length === 0) return [];
  const rows = await tx
    .selectFrom("signed_transfer")
    .select("id")
    .where("is_covered", "=", true)
    .where(
      "id",
      "in",
      failed.map(({ id }) => id),
    )
    .execute();
  const covered = new Set(rows.map(({ id }) => id));
  return failed.filter(({ id }) => covered.has(id));
}

/**
 * A deadline that a final block is past; a nonce that a final transaction of the same account has used, or that the
 * contract's window has left behind. Only what the settler was told of is looked at for its nonce.
 */
async function lostTransfers(tx: Tx, finalTime: Date): Promise<Map<string, LossReason>> {
  const { rows } = await sql<{ id: string; reason: LossReason }>`
    select id, 'deadline_passed' as reason from signed_transfer
    where state in ('accepted', 'batched') and deadline < ${finalTime}
    union all
    select t.id, t.skip_reason from signed_transfer as t
    where t.state = 'accepted' and t.skip_reason in ('nonce_used', 'nonce_too_old') and t.deadline >= ${finalTime}
      and exists (
        select from (
          select programme_id, from_account, nonce from signed_transfer where state = 'settled'
          union all
          select programme_id, from_account, nonce from recovered_transfer
        ) as moved
        where moved.programme_id = t.programme_id and moved.from_account = t.from_account
          and (moved.nonce = t.nonce or moved.nonce >= t.nonce + ${NONCE_WINDOW}::bigint)
      )
    limit ${MOST_AT_ONCE}
  `.execute(tx);
  return new Map(rows.map(({ id, reason }) => [id, reason]));
}

async function release(tx: Tx, failed: readonly FailedTransfer[]): Promise<void> {
  const signers = [...new Set(failed.map(({ from }) => from))];
  const cards = await knownAccounts(tx, signers);
  const shops = await merchantsOfAccounts(tx, signers);
  await addToAccounts(
    tx,
    releasesBy(failed, ({ from }) => (cards.has(from) ? from : undefined)),
  );
  const byProgramme = Map.groupBy(failed, ({ programmeId }) => programmeId);
  for (const [programmeId, own] of [...byProgramme].sort())
    await addToHoldings(
      tx,
      programmeId,
      releasesBy(own, ({ from }) => shops.get(from)),
    );
}

function releasesBy<Key>(
  failed: readonly FailedTransfer[],
  holderOf: (transfer: FailedTransfer) => Key | undefined,
): Map<Key, { confirmed: bigint; released: bigint }> {
  const releases = new Map<Key, { confirmed: bigint; released: bigint }>();
  for (const transfer of failed) {
    const holder = holderOf(transfer);
    if (holder === undefined) continue;
    const released = (releases.get(holder)?.released ?? 0n) + transfer.amount;
    releases.set(holder, { confirmed: 0n, released });
  }
  return releases;
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
  await storeTransfers(tx, inState(transfers, "batched", "failed").map(unbatchTransfer));
}

/** Whom transfers belong to, for the log: a payment's whole way is found by its id. */
export function subjectsOf(transfers: readonly SignedTransfer[]) {
  const ofKind = (kind: SignedTransfer["of"]["kind"]) => [
    ...new Set(transfers.flatMap(({ of }) => (of.kind === kind ? [of.id as string] : []))),
  ];
  const [payments, reversals, gifts] = [ofKind("payment"), ofKind("reversal"), ofKind("gift")];
  return {
    ...(payments.length === 0 ? {} : { payments }),
    ...(reversals.length === 0 ? {} : { reversals }),
    ...(gifts.length === 0 ? {} : { gifts }),
  };
}

/** Cents of payments and gifts accepted and not yet final on chain. */
export async function unsettledCents(db: Executor): Promise<bigint> {
  const { rows } = await sql<{ cents: bigint }>`
    select coalesce(sum(amount_cents), 0)::bigint as cents from (
      select amount_cents from payment where state in ('accepted', 'batched')
      union all
      select amount_cents from gift where state in ('accepted', 'batched')
    ) as open
  `.execute(db);
  return rows[0]!.cents;
}

/**
 * How many seconds the oldest share that waits for the chain has been ready to go there, by the database's clock; 0 where
 * none is.
 */
export async function oldestUnsettledSeconds(db: Executor): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select greatest(0, extract(epoch from now() - min(accepted_at + make_interval(secs => wait_seconds))))::float8
      as seconds
    from (
      select p.accepted_at, t.wait_seconds from payment as p join signed_transfer as t on t.payment_id = p.id
      where p.state in ('accepted', 'batched') and t.state in ('accepted', 'batched')
      union all
      select g.accepted_at, t.wait_seconds from gift as g join signed_transfer as t on t.gift_id = g.id
      where g.state in ('accepted', 'batched') and t.state in ('accepted', 'batched')
    ) as open
  `.execute(db);
  return rows[0]!.seconds ?? 0;
}
