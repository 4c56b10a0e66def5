import type { Deployment } from "#core/chain/deployment.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";

import { applyIssuanceEvents } from "../cards/cards.ts";
import { applyRegistryEvents } from "../merchants/merchants.ts";
import { failLost, subjectsOf } from "../payments/payments.ts";
import { applyProgrammeEvents, openProgrammes } from "../programmes/programmes.ts";
import { finishBatches } from "../settlement/settlement.ts";
import type { BlockHead, ChainPort, RawLog } from "../shared/chain.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import type { IndexedEvent } from "../shared/indexed-event.ts";
import type { Log } from "../shared/log.ts";
import { type Moved, applyMovements } from "./apply-movements.ts";
import { decodeEvents } from "./decode-events.ts";
import { storeEvents } from "./event-store.ts";
import { type IndexerMemory, type LogContext, type Range, readRange } from "./read-range.ts";

/** What a later slice does with the events of a range of final blocks, in the transaction that reads them. */
export type Projection = (tx: Tx, events: readonly IndexedEvent[]) => Promise<void>;

export type IndexerDeps = {
  readonly db: Database;
  readonly chain: ChainPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly deployment: Deployment;
  /** Of slices that come after the indexer. */
  readonly projections: readonly Projection[];
  /** What this replica has learnt of how much its nodes give at once. */
  readonly memory: IndexerMemory;
  /** On a chain of our own: deploys the contracts again where it has lost them. */
  readonly restoreContracts?: (() => Promise<void>) | undefined;
};

export type Cursor = {
  readonly number: bigint;
  readonly hash: string;
  readonly haltedBecause: string | null;
};

/**
 * - `behind`: something was read and there is more.
 * - `current`: all final blocks have been read.
 * - `lagging`: the nodes do not have the block that was read last. They know less, and contradict nothing.
 * - `forgotten`: in its place the chain has another block, or, where the node is our own, none.
 * - `halted`: reading waits for a person.
 * - `busy`: another replica is reading.
 */
export type IndexOutcome = "behind" | "current" | "lagging" | "forgotten" | "halted" | "busy";

export async function readCursor(db: Executor): Promise<Cursor | undefined> {
  const row = await db.selectFrom("chain_cursor").selectAll().executeTakeFirst();
  return (
    row && { number: row.block_number, hash: row.block_hash, haltedBecause: row.halted_because }
  );
}

/** Notes where the town's local value is on chain: what settles or reconciles tokens looks there. */
export async function noteLocalToken({ db, deployment }: IndexerDeps): Promise<void> {
  const { address } = deployment.contracts.localToken;
  await db.updateTable("token").set({ address }).where("id", "=", LOCAL_VALUE).execute();
}

/** Starts reading just before the deployment's first block. */
export async function placeCursor({ db, chain, deployment }: IndexerDeps): Promise<void> {
  if ((await readCursor(db)) !== undefined) return;
  const before = BigInt(Math.max(0, deployment.startBlock - 1));
  const block = await chain.blockAt(before);
  if (block === undefined)
    throw new Error(`The chain has no block ${before}, where the deployment starts.`);
  await db
    .insertInto("chain_cursor")
    .values({ block_number: block.number, block_hash: block.hash, halted_because: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Reads the next range of final blocks and applies its events, all in one transaction with the cursor. */
export async function indexOnce(deps: IndexerDeps): Promise<IndexOutcome> {
  const cursor = await readCursor(deps.db);
  if (cursor === undefined) throw new Error("The indexer has no cursor.");
  if (cursor.haltedBecause !== null) return "halted";
  const head = await deps.chain.finalHead();
  const until = smaller(head.number, cursor.number + deps.memory.pace.blocks);
  const last = until === head.number ? head : await deps.chain.blockAt(until);
  if (last === undefined) return "lagging";
  const standing = await standingOf(deps, cursor, head);
  if (standing !== "on_chain") return standing;
  if (head.number < cursor.number) return "lagging";
  if (head.number === cursor.number) {
    await failUpTo(deps, head);
    return "current";
  }
  const range = await readRange(deps, deps.db, cursor.number + 1n, until);
  // Blocks that are replaced while they are read would mix two chains: what was read must end where it was to end.
  if ((await deps.chain.blockAt(until))?.hash !== last.hash) return "lagging";
  if (!(await apply(deps, cursor, last, range))) return "busy";
  if (until < head.number) return "behind";
  await failUpTo(deps, last);
  return "current";
}

/** All events up to this final block are applied: what by its time can never settle any more ends here. */
async function failUpTo({ db, log }: IndexerDeps, final: BlockHead): Promise<void> {
  const failed = await db
    .transaction()
    .execute(async (tx) => ((await lockCursor(tx, final)) ? failLost(tx, final.time) : []));
  if (failed.length > 0)
    log.error(
      { block: final.number.toString(), ...subjectsOf(failed) },
      "failed: can never settle; what the town owes for it is on the office's list",
    );
}

/** A node that lags behind what was read knows less, but contradicts nothing: only a different block does. */
async function standingOf(
  { chain }: IndexerDeps,
  cursor: Cursor,
  head: BlockHead,
): Promise<"on_chain" | "lagging" | "forgotten"> {
  const block = head.number === cursor.number ? head : await chain.blockAt(cursor.number);
  if (block === undefined) return chain.chain.onForgotten === "rebuild" ? "forgotten" : "lagging";
  return block.hash === cursor.hash ? "on_chain" : "forgotten";
}

async function apply(
  deps: IndexerDeps,
  cursor: Cursor,
  last: BlockHead,
  { logs, context }: Range,
): Promise<boolean> {
  const moved = await deps.db.transaction().execute(async (tx) => {
    if (!(await lockCursor(tx, cursor))) return undefined;
    const applied = await applyLogs(deps, tx, logs, context);
    await tx
      .updateTable("chain_cursor")
      .set({ block_number: last.number, block_hash: last.hash })
      .execute();
    return applied;
  });
  if (moved === undefined) return false;
  tellMoved(deps.log, moved, last.number);
  return true;
}

/** Only once it is committed: a line of the log is believed. */
function tellMoved(log: Log, { settled, skipped }: Moved, untilBlock: bigint): void {
  const block = untilBlock.toString();
  if (settled.length > 0) log.info({ block, ...subjectsOf(settled) }, "settled");
  if (skipped.length > 0) log.error({ block, ...subjectsOf(skipped) }, "left out by the contract");
}

/** Several replicas may read; the one whose cursor is still true writes. */
async function lockCursor(
  tx: Tx,
  { number, hash }: Pick<Cursor, "number" | "hash">,
): Promise<boolean> {
  const row = await tx
    .selectFrom("chain_cursor")
    .selectAll()
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row !== undefined && row.block_number === number && row.block_hash === hash;
}

/**
 * Applies logs in chain order. Programmes come first, because a voucher's events mean nothing before it is known; then
 * each slice takes what is its own.
 */
export async function applyLogs(
  deps: IndexerDeps,
  tx: Tx,
  logs: readonly RawLog[],
  { times, calls }: LogContext,
): Promise<Moved> {
  if (logs.length === 0) return { settled: [], skipped: [] };
  await applyProgrammeEvents(tx, decodeEvents(deps.deployment, new Map(), logs, times));
  const programmes = new Map((await openProgrammes(tx)).map(({ voucher, id }) => [voucher, id]));
  programmes.set(deps.deployment.contracts.localToken.address, LOCAL_VALUE);
  const events = decodeEvents(deps.deployment, programmes, logs, times);
  await storeEvents(tx, events);
  await applyRegistryEvents(tx, events);
  await applyIssuanceEvents(tx, events);
  const moved = await applyMovements(deps, tx, events, calls);
  await finishBatches(tx, transactionsOf(events));
  for (const project of deps.projections) await project(tx, events);
  return moved;
}

function transactionsOf(events: readonly IndexedEvent[]) {
  const transactions = new Map(
    events.map((event) => [event.transactionHash, event.blockNumber] as const),
  );
  return [...transactions].map(([hash, block]) => ({ hash, block }));
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

/** Stops reading until a person has looked: the chain contradicts what it called final. */
export async function halt(
  { db, log }: Pick<IndexerDeps, "db" | "log">,
  reason: string,
): Promise<void> {
  log.fatal({ reason }, "the indexer halts");
  await db.updateTable("chain_cursor").set({ halted_because: reason }).execute();
}
