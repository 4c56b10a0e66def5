import type pg from "pg";
import { parseTransaction } from "viem";

import type { ChainPort } from "../../server/shared/chain.ts";
import type { RpcChain } from "../../server/shared/chain-rpc.ts";
import { type Database, databaseOn, openPool } from "../../server/shared/database.ts";

/**
 * Where a replica kills itself. Only the ports know: a transaction of the database is recognised by the tables that it
 * writes to, and the chain by the call.
 */
export const CRASH_POINTS = {
  C1: "password checked, the payment not committed",
  C2: "the payment committed, not answered",
  C3: "the batch committed, not signed",
  C4: "signed, the attempt not committed",
  C5: "the attempt committed, not sent",
  C6: "sent, the answer not heard",
  C7: "mined, not noted as mined",
  C8: "a replacement committed, not sent",
  C9: "a replacement sent, while the first may be mined",
  C10: "noted as mined, then the block is gone",
  C11: "final blocks read, not committed",
  C12: "final blocks committed, nothing after it",
} as const;

export type CrashPoint = keyof typeof CRASH_POINTS;
export type Crash = { readonly point: CrashPoint; readonly hit: number };

function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("This line is not reached.");
}

/** Ends the process when this has been asked so often. */
function countdown({ hit }: Crash): () => void {
  let left = hit;
  return () => {
    left -= 1;
    if (left <= 0) die();
  };
}

type Watched = {
  readonly writes: RegExp;
  readonly when: "before" | "after";
  /** Of attempts: only those that replace an earlier one. */
  readonly isReplacement?: true;
};

const PAYMENT = /insert into payment /;
const BATCH = /insert into "settlement_batch"/;
const ATTEMPT = /insert into "settlement_attempt"/;
const FINAL = /insert into chain_event/;

/** The transactions of the database whose commit a crash is before or after. */
const COMMITS: Partial<Record<CrashPoint, Watched>> = {
  C1: { writes: PAYMENT, when: "before" },
  C2: { writes: PAYMENT, when: "after" },
  C3: { writes: BATCH, when: "after" },
  C4: { writes: ATTEMPT, when: "before" },
  C5: { writes: ATTEMPT, when: "after" },
  C8: { writes: ATTEMPT, when: "after", isReplacement: true },
  C11: { writes: FINAL, when: "before" },
  C12: { writes: FINAL, when: "after" },
};

/** The service's database, whose process ends at that point. */
export function crashingDatabase(url: string, crash: Crash | undefined): Database {
  const pool = openPool(url);
  const watched = crash && COMMITS[crash.point];
  if (crash !== undefined && watched !== undefined) watchCommits(pool, watched, countdown(crash));
  return databaseOn(pool);
}

function watchCommits(pool: pg.Pool, { writes, when, isReplacement }: Watched, hit: () => void) {
  const isWriting = new WeakMap<pg.PoolClient, boolean>();
  const watch = (client: pg.PoolClient) => {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    client.query = (async (...args: unknown[]) => {
      const text = String(args[0]);
      if (text.startsWith("begin")) isWriting.set(client, false);
      const isOne = writes.test(text) && (isReplacement !== true || numberIn(text, args[1]) > 0);
      if (isOne) isWriting.set(client, true);
      const isWatched = text === "commit" && isWriting.get(client) === true;
      if (isWatched && when === "before") hit();
      const answer = await query(...args);
      if (isWatched && when === "after") hit();
      return answer;
    }) as typeof client.query;
  };
  pool.on("connect", (client) => watch(client as pg.PoolClient));
}

/** Which form of its batch's transaction an inserted attempt is, counted from nought. */
function numberIn(text: string, values: unknown): number {
  const columns = /\(([^)]*)\) values/.exec(text)![1]!.split(", ");
  return Number((values as unknown[])[columns.indexOf('"number"')]);
}

/** The chain, whose process ends at that point. */
export function crashingChain(chain: RpcChain, crash: Crash | undefined): RpcChain {
  if (crash === undefined) return chain;
  const hit = countdown(crash);
  const wrapped: Partial<ChainPort> = {};
  const sent = new Map<number, string>();
  if (crash.point === "C6" || crash.point === "C9")
    wrapped.send = async (raw) => {
      await chain.send(raw);
      const nonce = parseTransaction(raw).nonce ?? 0;
      const isFirst = (sent.get(nonce) ?? raw) === raw;
      sent.set(nonce, raw);
      if (crash.point === "C6" || !isFirst) hit();
      return "unknown";
    };
  if (crash.point === "C7" || crash.point === "C10")
    wrapped.receipt = async (hash) => {
      const receipt = await chain.receipt(hash);
      if (receipt !== undefined) hit();
      return receipt;
    };
  return { ...chain, ...wrapped };
}
