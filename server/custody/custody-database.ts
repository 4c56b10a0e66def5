import pg from "pg";

import { outliveBrokenConnections } from "../shared/broken-connections.ts";
import { Fault } from "../shared/problem.ts";

/** Any number that nothing else in this database locks. */
const CUSTODY_LOCK = 0x626f72676f;
/** SQLSTATE classes of errors that are a mistake of ours: everything else may pass. */
const OUR_MISTAKES = /^(22|23|42)/;

/** Opens the signer's own connections: role `borgo_signer`, which sees the schema `custody` and nothing else. */
export function openCustodyDatabase(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    connectionTimeoutMillis: 5_000,
    application_name: "borgo-signer",
  });
  outliveBrokenConnections(pool);
  return pool;
}

/** What runs statements: a pool, or one connection in the middle of a transaction. */
export type Queries = Pick<pg.Pool, "query">;

/** Keeps other signers of this database from starting and from rotating keys, until the transaction ends. */
export async function lockCustody(db: Queries): Promise<void> {
  await db.query("select pg_advisory_xact_lock($1)", [CUSTODY_LOCK]);
}

/** Runs `work` while no other signer of this database runs something under the same lock. */
export async function withCustodyLock<Value>(
  db: pg.Pool,
  work: () => Promise<Value>,
): Promise<Value> {
  const connection = await db.connect();
  try {
    await connection.query("select pg_advisory_lock($1)", [CUSTODY_LOCK]);
    return await work();
  } finally {
    // The lock belongs to the connection: closing it lets go, also where the database is in trouble.
    connection.release(true);
  }
}

/** The fault that a driver's error stands for; `undefined` for an error that is not the database's, or is our mistake. */
export function databaseFault(error: unknown): Fault | undefined {
  if (error instanceof pg.DatabaseError && OUR_MISTAKES.test(error.code ?? "")) return undefined;
  if (!isFromDatabase(error)) return undefined;
  return new Fault("database_unreachable", "Custody cannot reach its database.", {
    retryable: true,
    cause: error,
  });
}

function isFromDatabase(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return true;
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code;
  return (
    error instanceof AggregateError ||
    (typeof code === "string" && /^E(CONN|PIPE|NOTFOUND|TIMEDOUT|HOST|NET|AI_)/.test(code)) ||
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message)
  );
}
