import { type RawBuilder, sql } from "kysely";

import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";
import { unixSeconds } from "#core/shared/unix-time.ts";

import { markBatched, subjectsOf } from "../payments/payments.ts";
import type { Hex } from "../shared/chain.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import { lockRelayer, takeNonce } from "./relayer-row.ts";
import type {
  Aside,
  Composed,
  Lease,
  Queue,
  QueuePace,
  WaitingTransfer,
} from "./settlement-store.ts";

/** The table that a queue's transfers carry out, and their column that names it. */
function parentOf(kind: Queue["kind"]) {
  const parent = PARENTS[kind];
  return { table: sql.table(parent), column: sql.ref(`t.${parent}_id`) };
}

const PARENTS = { payments: "payment", reversals: "reversal", gifts: "gift" } as const;

/** Transfers that wait, are due and not set aside, with the row of their payment, reversal or gift as `p`. */
function due(kind: Queue["kind"], settleAfterSeconds: number): RawBuilder<unknown> {
  const { table, column } = parentOf(kind);
  return sql`
    signed_transfer as t join ${table} as p on p.id = ${column}
    where t.state = 'accepted'
      and p.accepted_at <= now() - make_interval(secs => ${settleAfterSeconds} + t.wait_seconds)
      and (t.set_aside_until is null or t.set_aside_until <= now())
  `;
}

/** A share that waits for a batch of others gets one of its own once the spread is over. */
function asksForBatch({ settleAfterSeconds, spreadSeconds }: QueuePace): RawBuilder<unknown> {
  return sql`(
    t.wait_seconds = 0
    or p.accepted_at <= now() - make_interval(secs => ${settleAfterSeconds + spreadSeconds})
  )`;
}

export async function readQueues(db: Executor, pace: QueuePace): Promise<Queue[]> {
  const queues: (Queue & { seconds: number })[] = [];
  for (const kind of ["payments", "reversals", "gifts"] as const) {
    const { rows } = await sql<{ id: ProgrammeId; voucher: Address; seconds: number | null }>`
      select o.id, o.address as voucher, extract(epoch from now() - max(b.created_at))::float8 as seconds
      from token as o left join settlement_batch as b on b.programme_id = o.id and b.kind = ${kind}
      where o.id in (
        select t.programme_id from ${due(kind, pace.settleAfterSeconds)} and ${asksForBatch(pace)}
      )
      group by o.id, o.address
    `.execute(db);
    for (const { id: programmeId, voucher, seconds } of rows)
      queues.push({
        ...{ programmeId, voucher, kind, batchSecondsAgo: seconds },
        seconds: seconds ?? Infinity,
      });
  }
  const key = (queue: Queue) => `${queue.programmeId} ${queue.kind}`;
  return queues
    .sort((one, other) =>
      one.seconds === other.seconds
        ? key(one) < key(other)
          ? -1
          : 1
        : other.seconds - one.seconds,
    )
    .map(({ seconds: _, ...queue }) => queue);
}

/** An account is in the open batch of one relayer only, so that what happens to one batch never touches another. */
function isElsewhere(relayer: Address): RawBuilder<unknown> {
  return sql`exists (
    select 1 from signed_transfer as s join settlement_batch as b on b.id = s.batch_id
    where s.from_account = t.from_account and s.programme_id = t.programme_id and s.state = 'batched'
      and b.state in ('built', 'sent') and b.relayer <> ${relayer}
  )`;
}

type Row = {
  id: string;
  from_account: Address;
  to_account: Address;
  amount_cents: Cents;
  nonce: bigint;
  deadline: Date;
  signature: Hex;
  reversed_digest: Hash | null;
  set_aside_times: number;
};

export async function readWaiting(
  db: Executor,
  relayer: Address,
  { programmeId, kind }: Queue,
  settleAfterSeconds: number,
  most: number,
): Promise<WaitingTransfer[]> {
  const { rows } = await sql<Row>`
    select t.* from ${due(kind, settleAfterSeconds)}
      and t.programme_id = ${programmeId} and not ${isElsewhere(relayer)}
    order by p.accepted_at, p.id, t.position
    limit ${most}
  `.execute(db);
  return rows.map((row) => ({
    id: row.id,
    from: row.from_account,
    to: row.to_account,
    amount: row.amount_cents,
    nonce: row.nonce,
    deadline: BigInt(unixSeconds(row.deadline)),
    signature: row.signature,
    reversed: row.reversed_digest,
    asideTimes: row.set_aside_times,
  }));
}

/** What a void or a batch is busy with is left alone. */
export async function setAside(tx: Tx, asides: readonly Aside[]): Promise<void> {
  const ids = asides.map(({ id }) => id);
  const reasons = asides.map(({ reason }) => reason);
  const seconds = asides.map((aside) => aside.seconds);
  await sql`
    with free as (
      select id from signed_transfer where id = any(${ids}::uuid[]) and state = 'accepted'
      order by id for update skip locked
    )
    update signed_transfer as t set
      skip_reason = s.reason,
      set_aside_until = now() + make_interval(secs => s.seconds),
      set_aside_times = t.set_aside_times + 1
    from unnest(${ids}::uuid[], ${reasons}::text[], ${seconds}::float8[]) as s (id, reason, seconds)
    where t.id = s.id and t.id in (select id from free)
  `.execute(tx);
}

export async function addBatch(
  { db, log }: { db: Database; log: Log },
  lease: Lease,
  batch: { readonly id: string; readonly queue: Queue; readonly nonce: bigint },
  transfers: readonly WaitingTransfer[],
  compose: (left: readonly WaitingTransfer[]) => Composed,
): Promise<readonly string[] | undefined> {
  const batched = await db.transaction().execute(async (tx) => {
    const relayer = await lockRelayer(tx, lease);
    if (relayer?.nextNonce !== batch.nonce) return undefined;
    const free = await lockFree(tx, lease.relayer, batch.queue, transfers);
    const left = transfers.filter(({ id }) => free.has(id));
    if (left.length === 0) return undefined;
    const { data, gasLimit } = compose(left);
    await tx
      .insertInto("settlement_batch")
      .values({
        id: batch.id,
        kind: batch.queue.kind,
        programme_id: batch.queue.programmeId,
        relayer: lease.relayer,
        relayer_nonce: batch.nonce,
        gas_limit: gasLimit,
        data,
        state: "built",
        created_at: sql<Date>`now()`,
        mined_block: null,
        gas_used: null,
        dead_because: null,
      })
      .execute();
    await takeNonce(tx, lease.relayer);
    const ids = left.map(({ id }) => id);
    return markBatched(tx, ids, batch.id);
  });
  if (batched === undefined) return undefined;
  const nonce = batch.nonce.toString();
  log.info({ batch: batch.id, nonce, ...subjectsOf(batched) }, "batched");
  return batched.map(({ id }) => id);
}

/**
 * Locks those of the transfers that still wait: their payments before them, like everywhere else, and leaving out what a
 * void is busy with. Batches of one token are made one after the other, so that two relayers cannot take payments
 * of one account at once.
 */
async function lockFree(
  tx: Tx,
  relayer: Address,
  { programmeId, kind }: Queue,
  transfers: readonly WaitingTransfer[],
): Promise<Set<string>> {
  const ids = transfers.map(({ id }) => id);
  const { table, column } = parentOf(kind);
  await sql`select 1 from token where id = ${programmeId} for no key update`.execute(tx);
  const { rows: parents } = await sql<{ id: string }>`
    select p.id from ${table} as p
    where p.id in (select ${column} from signed_transfer as t where t.id = any(${ids}::uuid[]))
    order by p.id for update skip locked
  `.execute(tx);
  const { rows } = await sql<{ id: string }>`
    select t.id from signed_transfer as t
    where t.id = any(${ids}::uuid[]) and t.state = 'accepted'
      and ${column} = any(${parents.map(({ id }) => id)}::uuid[])
      and not ${isElsewhere(relayer)}
    order by t.id for update
  `.execute(tx);
  return new Set(rows.map(({ id }) => id));
}
