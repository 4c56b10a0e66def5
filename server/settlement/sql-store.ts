import { sql } from "kysely";

import type { DeathReason } from "#core/settlement/decide-batch.ts";
import type { SendOutcome } from "#core/settlement/node-errors.ts";
import { BATCH_EXITS } from "#core/settlement/batch-state.ts";
import type { Address } from "#core/shared/ids.ts";
import { sourcesOf } from "#core/shared/state-machine.ts";

import { markUnbatched } from "../payments/payments.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import { lockRelayer, takeNonce } from "./relayer-row.ts";
import type { Attempt, Lease, SettlementStore } from "./settlement-store.ts";
import { readBatches } from "./sql-batches.ts";
import { burnUntil, endQuarantine } from "./sql-quarantine.ts";
import { addBatch, readQueues, readWaiting, setAside } from "./sql-queue.ts";

/** The settler's memory in PostgreSQL. Every time is the database's, so that replicas with wrong clocks agree. */
export function createSqlStore(db: Database, log: Log): SettlementStore {
  return {
    takeLease: (relayer, owner) => takeLease(db, relayer, owner),
    giveLeaseUp: (lease) => giveLeaseUp(db, lease),
    readBlock: () => readBlock(db),
    nextNonce: (relayer) => nextNonce(db, relayer),
    batches: (relayer, deadFrom) => readBatches(db, relayer, deadFrom),
    addAttempt: (lease, id, attempt) => fenced(db, lease, (tx) => addAttempt(tx, id, attempt)),
    noteSent: (lease, id, number, outcome) =>
      fenced(db, lease, (tx) => noteSent(tx, id, number, outcome)),
    noteMined: (lease, id, block, gasUsed) =>
      fenced(db, lease, (tx) =>
        moveOpen(tx, id, { state: "mined", mined_block: block, gas_used: gasUsed }),
      ),
    noteForgotten: (lease, id) =>
      fenced(db, lease, (tx) => moveOpen(tx, id, { state: "sent", mined_block: null })),
    dissolve: (lease, id, because) => fenced(db, lease, (tx) => dissolve(tx, id, because)),
    revive: (lease, id) => fenced(db, lease, (tx) => revive(tx, id)),
    addFiller: (lease, id, nonce, state) => addFiller(db, lease, id, nonce, state),
    burnUntil: (lease, used, margin) => burnUntil(db, lease, used, margin),
    endQuarantine: (lease) => endQuarantine(db, lease),
    queues: (pace) => readQueues(db, pace),
    waiting: (relayer, queue, settleAfterSeconds, most) =>
      readWaiting(db, relayer, queue, settleAfterSeconds, most),
    setAside: (lease, asides) => fenced(db, lease, (tx) => setAside(tx, asides)),
    addBatch: (lease, batch, transfers, compose) =>
      addBatch({ db, log }, lease, batch, transfers, compose),
  };
}

const LEASE_SECONDS = 15;

async function takeLease(
  db: Executor,
  relayer: Address,
  owner: string,
): Promise<Lease | undefined> {
  const taken = await sql<{ lease_token: bigint }>`
    update relayer set
      lease_owner = ${owner},
      lease_token = lease_token + case when lease_owner = ${owner} and lease_until > now() then 0 else 1 end,
      lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where address = ${relayer}
      and (lease_until is null or lease_until < now() or lease_owner = ${owner})
    returning lease_token
  `.execute(db);
  const [row] = taken.rows;
  return row === undefined ? undefined : { relayer, token: row.lease_token };
}

async function giveLeaseUp(db: Executor, { relayer, token }: Lease): Promise<void> {
  await db
    .updateTable("relayer")
    .set({ lease_until: null, lease_owner: null })
    .where("address", "=", relayer)
    .where("lease_token", "=", token)
    .execute();
}

async function fenced(
  db: Database,
  lease: Lease,
  write: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if ((await lockRelayer(tx, lease)) === undefined) return false;
    await write(tx);
    return true;
  });
}

async function readBlock(db: Executor): Promise<bigint | undefined> {
  const cursor = await db.selectFrom("chain_cursor").selectAll().executeTakeFirst();
  return cursor === undefined || cursor.halted_because !== null ? undefined : cursor.block_number;
}

async function nextNonce(db: Executor, relayer: Address): Promise<bigint> {
  const row = await db
    .selectFrom("relayer")
    .select("next_nonce")
    .where("address", "=", relayer)
    .executeTakeFirstOrThrow();
  return row.next_nonce;
}

async function addAttempt(
  tx: Tx,
  batchId: string,
  { number, hash, raw, fees, signedAtBlock }: Omit<Attempt, "sentSecondsAgo" | "outcome">,
): Promise<void> {
  await tx
    .insertInto("settlement_attempt")
    .values({
      batch_id: batchId,
      number,
      transaction_hash: hash,
      raw,
      maximum_fee_wei: fees.maximumFee.toString(),
      tip_wei: fees.tip.toString(),
      signed_at: sql<Date>`now()`,
      signed_at_block: signedAtBlock,
      last_sent_at: null,
      outcome: null,
    })
    .execute();
}

async function noteSent(
  tx: Tx,
  batchId: string,
  number: number,
  outcome: SendOutcome,
): Promise<void> {
  await tx
    .updateTable("settlement_attempt")
    .set({ last_sent_at: sql<Date>`now()`, outcome })
    .where("batch_id", "=", batchId)
    .where("number", "=", number)
    .execute();
  await tx
    .updateTable("settlement_batch")
    .set({ state: "sent" })
    .where("id", "=", batchId)
    .where("state", "=", "built")
    .execute();
}

async function moveOpen(
  tx: Tx,
  batchId: string,
  change: { state: "sent" | "mined"; mined_block: bigint | null; gas_used?: bigint },
): Promise<void> {
  await tx
    .updateTable("settlement_batch")
    .set(change)
    .where("id", "=", batchId)
    .where("state", "in", ["built", "sent", "mined"])
    .execute();
}

/** Those of its transfers that settled in some other way stay settled. */
async function dissolve(tx: Tx, batchId: string, because: DeathReason): Promise<void> {
  const dead = await tx
    .updateTable("settlement_batch")
    .set({ state: "dead", dead_because: because })
    .where("id", "=", batchId)
    .where("state", "in", sourcesOf(BATCH_EXITS, "dead"))
    .returning("id")
    .executeTakeFirst();
  if (dead === undefined) return;
  await markUnbatched(tx, batchId);
}

async function revive(tx: Tx, batchId: string): Promise<void> {
  await sql`
    update settlement_batch as b set dead_because = null, mined_block = null, state = case
      when exists (select 1 from settlement_attempt as a where a.batch_id = b.id) then 'sent' else 'built' end
    where b.id = ${batchId} and b.state = 'dead'
  `.execute(tx);
}

const FILLER_GAS = 100_000n;

async function addFiller(
  db: Database,
  lease: Lease,
  id: string,
  nonce: bigint,
  state: "built" | "dead",
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const relayer = await lockRelayer(tx, lease);
    if (relayer?.nextNonce !== nonce) return false;
    await tx
      .insertInto("settlement_batch")
      .values({
        id,
        kind: "filler",
        programme_id: null,
        relayer: lease.relayer,
        relayer_nonce: nonce,
        gas_limit: FILLER_GAS,
        data: "0x",
        state,
        created_at: sql<Date>`now()`,
        mined_block: null,
        gas_used: null,
        dead_because: state === "dead" ? "foreign_nonce" : null,
      })
      .execute();
    await takeNonce(tx, lease.relayer);
    return true;
  });
}
