import type pg from "pg";

import type { LockCounts } from "./signer-protocol.ts";

/** Days for which a code that is nobody's is remembered: as long as anybody could be told a difference by it. */
const REMEMBERED_DAYS = 90;

type Row = { readonly [Name in keyof LockCounts]: string };

/** Counts what is locked, for the alarms, and forgets unknown codes of long ago. */
export async function countLocks(db: pg.Pool): Promise<LockCounts> {
  await db.query(
    "delete from custody.unknown_code where tried_at < now() - $1 * interval '1 day'",
    [REMEMBERED_DAYS],
  );
  const { rows } = await db.query<Row>(
    `select
       (select count(*) from custody.sealed_key
        where destroyed_at is null and locked_until > now()) as "lockedCards",
       (select count(*) from custody.sealed_key
        where destroyed_at is null and is_blocked) as "blockedCards",
       (select count(*) from custody.guess_count
        where scope = 'till' and locked_until > now()) as "lockedTills",
       (select count(*) from custody.guess_count
        where scope = 'source' and locked_until > now()) as "lockedSources",
       (select count(*) from custody.unknown_code
        where tried_at > now() - interval '1 hour') as "unknownCodes"`,
  );
  return Object.fromEntries(
    Object.entries(rows[0]!).map(([name, count]) => [name, Number(count)]),
  ) as LockCounts;
}
