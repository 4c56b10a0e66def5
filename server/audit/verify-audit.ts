import { createHash } from "node:crypto";

import { sql } from "kysely";

import {
  type ChainBreak,
  type ChainHead,
  type ChainedEntry,
  EMPTY_CHAIN,
  findBreak,
} from "#core/office/audit-chain.ts";

import type { Executor } from "../shared/database.ts";

const ROWS_AT_ONCE = 5_000;

/**
 * Follows the whole log from its first row. `noted` are heads that were written down outside the database: with them a
 * log that lost its end, or was written anew from its start, is found out too. Answers the first break, or where it ends.
 */
export async function verifyAudit(
  db: Executor,
  noted: readonly ChainHead[] = [],
): Promise<{ head: ChainHead; broken?: ChainBreak }> {
  const open = new Map(noted.map((head) => [head.id, head.digest]));
  let head = EMPTY_CHAIN;
  for (;;) {
    const rows = await readRows(db, head.id);
    for (const row of rows) {
      const broken = findBreak(head, row, sha256) ?? unlikeNoted(row, open);
      if (broken !== undefined) return { head, broken };
      head = { id: row.id, digest: row.digest };
    }
    if (rows.length < ROWS_AT_ONCE) break;
  }
  const missing = noted.find(({ id }) => id > head.id);
  if (missing === undefined) return { head };
  return { head, broken: { code: "cut_off", id: missing.id, last: head.id } };
}

function unlikeNoted(
  row: ChainedEntry,
  noted: ReadonlyMap<bigint, string>,
): ChainBreak | undefined {
  const digest = noted.get(row.id);
  if (digest === undefined || digest === row.digest) return undefined;
  return { code: "rewritten", id: row.id };
}

async function readRows(db: Executor, after: bigint): Promise<ChainedEntry[]> {
  const { rows } = await sql<ChainedEntry>`
    select id, audit_instant(at) as at, officer, act, subject, details::text as details,
      encode(previous, 'hex') as previous, encode(digest, 'hex') as digest
    from audit_entry where id > ${after} order by id limit ${ROWS_AT_ONCE}
  `.execute(db);
  return rows;
}

function sha256(prefix: string, text: string): string {
  return createHash("sha256").update(prefix, "hex").update(text, "utf8").digest("hex");
}
