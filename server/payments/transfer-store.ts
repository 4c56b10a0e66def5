import { type Selectable, sql } from "kysely";

import { followTransfers } from "#core/payment/follow-transfers.ts";
import type { LossReason, SignedTransfer, TransferTerms } from "#core/payment/signed-transfer.ts";
import type { TransferState } from "#core/payment/transfer-state.ts";

import type { SignedTransferTable, Tx } from "../shared/database.ts";

type Row = Selectable<SignedTransferTable>;

/** What a transfer belongs to, in the order in which they are locked. */
const PARENTS = ["payment", "reversal", "gift"] as const;

type Parent = (typeof PARENTS)[number];

/**
 * Locks these transfers and what they belong to, and reads them. Everybody locks in the same order: payments, then
 * reversals, then gifts, then transfers, then accounts, then holdings; rows of one table by their key.
 */
export async function lockTransfers(
  tx: Tx,
  transferIds: readonly string[],
): Promise<SignedTransfer[]> {
  if (transferIds.length === 0) return [];
  for (const table of PARENTS)
    await sql`
      select 1 from ${sql.table(table)} where id in (
        select ${sql.ref(`${table}_id`)} from signed_transfer where id = any(${transferIds}::uuid[])
      ) order by id for update
    `.execute(tx);
  const { rows } = await sql<Row>`
    select * from signed_transfer where id = any(${transferIds}::uuid[]) order by id for update
  `.execute(tx);
  return rows.map(transferOf);
}

/** Reads a row as its state says; what a state has earned stands in the row, or the row is broken. */
export function transferOf(row: Row): SignedTransfer {
  const terms = termsOf(row);
  const { state, signature, batch_id: batchId } = row;
  switch (state) {
    case "accepted":
      return { ...terms, state, signature: signature! };
    case "batched":
      return { ...terms, state, signature: signature!, batchId: batchId! };
    case "failed": {
      const reason = row.skip_reason as LossReason;
      return { ...terms, state, signature: signature!, batchId, reason };
    }
    case "voided":
      return { ...terms, state };
    case "settled": {
      const { settled_transaction, settled_block, settled_at } = row;
      const movement = {
        transaction: settled_transaction!,
        block: settled_block!,
        at: settled_at!,
      };
      return { ...terms, state, signature, batchId, movement };
    }
  }
}

function termsOf(row: Row): TransferTerms {
  const { id, from_account: from, to_account: to, amount_cents: amount, nonce, digest } = row;
  return { id, of: parentOf(row), programmeId: row.programme_id, from, to, amount, nonce, digest };
}

function parentOf({ payment_id, reversal_id, gift_id }: Row): TransferTerms["of"] {
  if (payment_id !== null) return { kind: "payment", id: payment_id };
  if (reversal_id !== null) return { kind: "reversal", id: reversal_id };
  return { kind: "gift", id: gift_id! };
}

/** What a transfer's state says, as columns. */
function columnsOf(transfer: SignedTransfer) {
  const settled = transfer.state === "settled" ? transfer.movement : undefined;
  return {
    id: transfer.id,
    state: transfer.state,
    signature: transfer.state === "voided" ? null : transfer.signature,
    batch: "batchId" in transfer ? transfer.batchId : null,
    reason: transfer.state === "failed" ? transfer.reason : null,
    transaction: settled?.transaction ?? null,
    block: settled?.block ?? null,
    at: settled?.at ?? null,
  };
}

/** Writes what transfers have become, and brings their payments, reversals and gifts to the state that follows from it. */
export async function storeTransfers(tx: Tx, transfers: readonly SignedTransfer[]): Promise<void> {
  if (transfers.length === 0) return;
  const rows = transfers.map(columnsOf);
  const column = <Name extends keyof (typeof rows)[number]>(name: Name) =>
    rows.map((row) => row[name]);
  await sql`
    update signed_transfer as t set
      state = s.state, signature = s.signature, batch_id = s.batch, skip_reason = s.reason,
      set_aside_until = null, is_public = t.is_public or s.state in ('batched', 'settled'),
      settled_transaction = s.transaction, settled_block = s.block, settled_at = s.at
    from unnest(
      ${column("id")}::uuid[], ${column("state")}::text[], ${column("signature")}::text[],
      ${column("batch")}::uuid[], ${column("reason")}::text[], ${column("transaction")}::text[],
      ${column("block")}::bigint[], ${column("at")}::timestamptz[]
    ) as s (id, state, signature, batch, reason, transaction, block, at)
    where t.id = s.id
  `.execute(tx);
  for (const kind of PARENTS) {
    const own = transfers.filter(({ of }) => of.kind === kind).map(({ id }) => id);
    if (own.length > 0) await refreshParents(tx, own, kind);
  }
}

type Sibling = { parent: string; state: TransferState; settledAt: Date | null };

async function refreshParents(
  tx: Tx,
  transferIds: readonly string[],
  table: Parent,
): Promise<void> {
  const column = sql.ref(`${table}_id`);
  const { rows } = await sql<Sibling>`
    select ${column} as parent, state, settled_at as "settledAt"
    from signed_transfer
    where ${column} in (
      select ${column} from signed_transfer where id = any(${transferIds}::uuid[])
    )
  `.execute(tx);
  const progress = [...Map.groupBy(rows, (row) => row.parent)].map(([id, own]) => ({
    id,
    ...followTransfers(own),
  }));
  const ids = progress.map(({ id }) => id);
  const states = progress.map(({ state }) => state);
  const times = progress.map((one) => (one.state === "settled" ? one.settledAt : null));
  await sql`
    update ${sql.table(table)} as p set state = s.state, settled_at = s.settled_at
    from unnest(${ids}::uuid[], ${states}::text[], ${times}::timestamptz[])
      as s (id, state, settled_at)
    where p.id = s.id
  `.execute(tx);
}
