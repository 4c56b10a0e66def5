import { sql } from "kysely";

import type { Executor } from "./database.ts";
import type { Log } from "./log.ts";

/** Why the database is in quarantine, for whoever runs the service; `undefined` where it is not. */
export async function readQuarantine(db: Executor): Promise<string | undefined> {
  const row = await db
    .selectFrom("database_mark")
    .select("quarantined_because")
    .executeTakeFirstOrThrow();
  return row.quarantined_because ?? undefined;
}

/**
 * The database has lost what it once knew. Until the chain has told it again, nothing is promised, taken back or sent: a
 * nonce could be given out twice, and a payment that the chain has could be voided.
 */
export async function enterQuarantine(db: Executor, log: Log, because: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable("database_mark")
    .set({ quarantined_because: because, quarantined_at: sql<Date>`now()` })
    .where("quarantined_because", "is", null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  log.fatal({ because }, "the database has forgotten what it once knew: quarantine");
}
