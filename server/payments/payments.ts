import { sql } from "kysely";

import { type TransferState, stateOfAll } from "#core/payment/transfer-state.ts";
import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

import type { Executor, Tx } from "../shared/database.ts";

/** A signed transfer as those who settle it need it. */
export type OpenTransfer = {
  readonly id: string;
  readonly programmeId: ProgrammeId;
  readonly from: Address;
  readonly to: Address;
  readonly amount: Cents;
  readonly nonce: bigint;
  readonly digest: Hash;
  readonly state: TransferState;
};

/** The transfers with these digests that are ours, whatever their state. */
export async function transfersByDigest(
  db: Executor,
  digests: readonly Hash[],
): Promise<Map<Hash, OpenTransfer>> {
  if (digests.length === 0) return new Map();
  const rows = await db
    .selectFrom("signed_transfer")
    .select([
      "id",
      "programme_id",
      "from_account",
      "to_account",
      "amount_cents",
      "nonce",
      "digest",
      "state",
    ])
    .where("digest", "in", digests)
    .execute();
  return new Map(
    rows.map((row) => [
      row.digest,
      {
        id: row.id,
        programmeId: row.programme_id,
        from: row.from_account,
        to: row.to_account,
        amount: row.amount_cents,
        nonce: row.nonce,
        digest: row.digest,
        state: row.state,
      },
    ]),
  );
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

export type SettledTransfer = {
  readonly id: string;
  readonly transaction: Hash;
  readonly block: bigint;
  /** The block's time. */
  readonly at: Date;
};

/** The chain has moved the value of these transfers, in final blocks. */
export async function markSettled(tx: Tx, settled: readonly SettledTransfer[]): Promise<void> {
  if (settled.length === 0) return;
  const ids = settled.map(({ id }) => id);
  await lockParents(tx, ids);
  const transactions = settled.map(({ transaction }) => transaction);
  const blocks = settled.map(({ block }) => block);
  const times = settled.map(({ at }) => at);
  await sql`
    update signed_transfer as t set
      state = 'settled', skip_reason = null,
      settled_transaction = s.transaction, settled_block = s.block, settled_at = s.at
    from unnest(
      ${ids}::uuid[], ${transactions}::text[], ${blocks}::bigint[], ${times}::timestamptz[]
    ) as s (id, transaction, block, at)
    where t.id = s.id
  `.execute(tx);
  await refreshStates(tx, ids);
}

export type SkippedTransfer = { readonly id: string; readonly reason: string };

/**
 * The contract left these transfers out. They are `failed`: an alarm, never silent. What they hold stays held, because
 * their signatures are public now and may still settle until their deadline.
 */
export async function markSkipped(tx: Tx, skipped: readonly SkippedTransfer[]): Promise<void> {
  if (skipped.length === 0) return;
  const ids = skipped.map(({ id }) => id);
  await lockParents(tx, ids);
  const reasons = skipped.map(({ reason }) => reason);
  await sql`
    update signed_transfer as t set state = 'failed', skip_reason = s.reason
    from unnest(${ids}::uuid[], ${reasons}::text[]) as s (id, reason)
    where t.id = s.id and t.state in ('batched', 'failed')
  `.execute(tx);
  await refreshStates(tx, ids);
}

/**
 * Locks the payments and reversals that these transfers belong to. Everybody locks in the same order: payments, then
 * transfers, then accounts, then holdings; rows of one table by their key.
 */
async function lockParents(tx: Tx, transferIds: readonly string[]): Promise<void> {
  await sql`
    select 1 from payment where id in (
      select payment_id from signed_transfer where id = any(${transferIds}::uuid[])
    ) order by id for update
  `.execute(tx);
  await sql`
    select 1 from reversal where id in (
      select reversal_id from signed_transfer where id = any(${transferIds}::uuid[])
    ) order by id for update
  `.execute(tx);
}

/** Brings payments and reversals to the state that follows from their transfers. */
export async function refreshStates(tx: Tx, transferIds: readonly string[]): Promise<void> {
  if (transferIds.length === 0) return;
  await refreshParents(tx, transferIds, "payment_id", "payment");
  await refreshParents(tx, transferIds, "reversal_id", "reversal");
}

async function refreshParents(
  tx: Tx,
  transferIds: readonly string[],
  column: "payment_id" | "reversal_id",
  table: "payment" | "reversal",
): Promise<void> {
  const { rows } = await sql<{ parent: string; states: TransferState[]; settled_at: Date | null }>`
    select ${sql.ref(column)} as parent, array_agg(state) as states, max(settled_at) as settled_at
    from signed_transfer
    where ${sql.ref(column)} in (
      select ${sql.ref(column)} from signed_transfer where id = any(${transferIds}::uuid[])
    )
    group by 1
  `.execute(tx);
  const ids = rows.map((row) => row.parent);
  const states = rows.map((row) => stateOfAll(row.states));
  const times = rows.map((row, index) => (states[index] === "settled" ? row.settled_at : null));
  await sql`
    update ${sql.table(table)} as p set state = s.state, settled_at = s.settled_at
    from unnest(${ids}::uuid[], ${states}::text[], ${times}::timestamptz[])
      as s (id, state, settled_at)
    where p.id = s.id
  `.execute(tx);
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

/** When the oldest payment that waits for the chain was accepted; `undefined` where none waits. */
export async function oldestUnsettled(db: Executor): Promise<Date | undefined> {
  const row = await db
    .selectFrom("payment")
    .where("state", "in", ["accepted", "batched"])
    .select((select) => select.fn.min<Date | null>("accepted_at").as("oldest"))
    .executeTakeFirstOrThrow();
  return row.oldest ?? undefined;
}
