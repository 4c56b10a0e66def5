import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

import { sql } from "kysely";

import type { Database, Tx } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import { enterQuarantine } from "../shared/quarantine.ts";

/**
 * Counts the database's mark on, and notes it in a file. A database behind the note has lost commits since: a copy was
 * put back, or a standby took over that had not received everything. Then it goes into quarantine.
 */
export async function advanceMark(
  { db, log }: { db: Database; log: Log },
  noteFile: string,
): Promise<void> {
  const noted = await readNote(noteFile);
  // All or nothing: counted on and no more, the database would look like one that has lost nothing.
  const marked = await db.transaction().execute(async (tx) => {
    const { reached, mark } = await countOn(tx, noted);
    if (reached < noted)
      await enterQuarantine(
        tx,
        log,
        `the database is at mark ${reached} and was at ${noted} before: a copy was put back, or commits were lost`,
      );
    return mark;
  });
  await writeNote(noteFile, marked);
}

async function countOn(db: Tx, noted: bigint): Promise<{ reached: bigint; mark: bigint }> {
  const { rows } = await sql<{ reached: bigint; mark: bigint }>`
    with before as (select mark::bigint as reached from database_mark for update)
    update database_mark set mark = greatest(before.reached, ${noted}::bigint) + 1
    from before returning before.reached, mark
  `.execute(db);
  return rows[0]!;
}

/** A note that cannot be read says nothing: the chain may still tell. */
async function readNote(path: string): Promise<bigint> {
  const text = await readFile(path, "utf8").catch(() => "");
  return /^\d{1,18}\s*$/.test(text) ? BigInt(text.trim()) : 0n;
}

/** On the disk before it counts, and never half. */
async function writeNote(path: string, mark: bigint): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.new`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(`${mark}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
