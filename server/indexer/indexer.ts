import type { Deployment } from "#core/chain/deployment.ts";
import type { Address } from "#core/shared/ids.ts";

import { applyIssuanceEvents } from "../cards/cards.ts";
import { applyRegistryEvents } from "../merchants/merchants.ts";
import { applyProgrammeEvents, openProgrammes } from "../programmes/programmes.ts";
import { finishBatches } from "../settlement/settlement.ts";
import type { BlockHead, ChainPort, RawLog } from "../shared/chain.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import type { IndexedEvent } from "../shared/indexed-event.ts";
import type { Log } from "../shared/log.ts";
import { applyMovements } from "./apply-movements.ts";
import { decodeEvents } from "./decode-events.ts";
import { storeEvents } from "./event-store.ts";
import type { Calls } from "./find-transfers.ts";

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
};

/** Blocks read with one query; nodes refuse wide ranges. */
const BLOCKS_AT_ONCE = 2_000n;

export type Cursor = {
  readonly number: bigint;
  readonly hash: string;
  readonly haltedBecause: string | null;
};

/**
 * - `behind`: something was read and there is more.
 * - `current`: all final blocks have been read.
 * - `forgotten`: the chain no longer has the block that was read last.
 * - `halted`: reading waits for a person.
 * - `busy`: another replica is reading.
 */
export type IndexOutcome = "behind" | "current" | "forgotten" | "halted" | "busy";

export async function readCursor(db: Executor): Promise<Cursor | undefined> {
  const row = await db.selectFrom("chain_cursor").selectAll().executeTakeFirst();
  return (
    row && { number: row.block_number, hash: row.block_hash, haltedBecause: row.halted_because }
  );
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
  if (!(await isOnChain(deps, cursor, head))) return "forgotten";
  if (head.number === cursor.number) return "current";
  const until = smaller(head.number, cursor.number + BLOCKS_AT_ONCE);
  const last = until === head.number ? head : await deps.chain.blockAt(until);
  if (last === undefined) return "behind";
  const logs = await readLogs(deps, deps.db, cursor.number + 1n, until);
  const isDone = await apply(deps, cursor, last, logs);
  if (!isDone) return "busy";
  return until === head.number ? "current" : "behind";
}

/** A node that lags behind what was read knows less, but contradicts nothing: only a different block does. */
async function isOnChain(
  { chain }: IndexerDeps,
  cursor: Cursor,
  head: BlockHead,
): Promise<boolean> {
  if (head.number < cursor.number)
    return (await chain.blockAt(cursor.number))?.hash === cursor.hash;
  if (head.number === cursor.number) return head.hash === cursor.hash;
  return (await chain.blockAt(cursor.number))?.hash === cursor.hash;
}

/** The logs of our contracts, those of vouchers opened within the range included. */
export async function readLogs(
  deps: IndexerDeps,
  db: Executor,
  from: bigint,
  until: bigint,
): Promise<RawLog[]> {
  const { contracts } = deps.deployment;
  const fixed = [
    contracts.programmes.address,
    contracts.merchantRegistry.address,
    contracts.localToken.address,
  ];
  const first = await deps.chain.logs(fixed, from, until);
  const vouchers = await vouchersAfter(deps, db, first);
  const rest = await deps.chain.logs(vouchers, from, until);
  return [...first, ...rest].sort(
    (one, other) => Number(one.blockNumber - other.blockNumber) || one.logIndex - other.logIndex,
  );
}

async function vouchersAfter(
  { deployment }: IndexerDeps,
  db: Executor,
  logs: readonly RawLog[],
): Promise<Address[]> {
  const known = (await openProgrammes(db)).map((programme) => programme.voucher);
  const opened = decodeEvents(deployment, new Map(), logs, new Map())
    .filter((event) => event.name === "ProgrammeOpened")
    .map((event) => String(event.args["voucher"]).toLowerCase() as Address);
  return [...new Set([...known, ...opened])];
}

async function apply(
  deps: IndexerDeps,
  cursor: Cursor,
  last: BlockHead,
  logs: readonly RawLog[],
): Promise<boolean> {
  const context = await readContext(deps, logs);
  return deps.db.transaction().execute(async (tx) => {
    if (!(await lockCursor(tx, cursor))) return false;
    await applyLogs(deps, tx, logs, context);
    await tx
      .updateTable("chain_cursor")
      .set({ block_number: last.number, block_hash: last.hash })
      .execute();
    return true;
  });
}

/** Several replicas may read; the one whose cursor is still true writes. */
async function lockCursor(tx: Tx, cursor: Cursor): Promise<boolean> {
  const row = await tx
    .selectFrom("chain_cursor")
    .selectAll()
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row !== undefined && row.block_number === cursor.number && row.block_hash === cursor.hash;
}

async function blockTimes(
  { chain }: IndexerDeps,
  logs: readonly RawLog[],
): Promise<Map<bigint, Date>> {
  const numbers = [...new Set(logs.map((log) => log.blockNumber))];
  const blocks = await Promise.all(numbers.map((number) => chain.blockAt(number)));
  return new Map(
    blocks.map((block, index) => {
      if (block === undefined)
        throw new Error(`The chain lost block ${numbers[index]} while it was read.`);
      return [block.number, block.time];
    }),
  );
}

/** What the logs alone do not tell: when their blocks were, and what their transactions called. */
export type LogContext = { readonly times: ReadonlyMap<bigint, Date>; readonly calls: Calls };

export async function readContext(deps: IndexerDeps, logs: readonly RawLog[]): Promise<LogContext> {
  const hashes = [...new Set(logs.map((log) => log.transactionHash))];
  const [times, transactions] = await Promise.all([
    blockTimes(deps, logs),
    Promise.all(hashes.map((hash) => deps.chain.transaction(hash))),
  ]);
  const calls = hashes.map((hash, index) => {
    const transaction = transactions[index];
    if (transaction === undefined)
      throw new Error(`The chain lost transaction ${hash} while it was read.`);
    return [hash, transaction] as const;
  });
  return { times, calls: new Map(calls) };
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
): Promise<void> {
  if (logs.length === 0) return;
  await applyProgrammeEvents(tx, decodeEvents(deps.deployment, new Map(), logs, times));
  const programmes = new Map((await openProgrammes(tx)).map(({ voucher, id }) => [voucher, id]));
  const events = decodeEvents(deps.deployment, programmes, logs, times);
  await storeEvents(tx, events);
  await applyRegistryEvents(tx, events);
  await applyIssuanceEvents(tx, events);
  await applyMovements(deps, tx, events, calls);
  await finishBatches(tx, transactionsOf(events));
  for (const project of deps.projections) await project(tx, events);
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
