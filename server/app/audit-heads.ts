import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";

import type { ChainHead } from "#core/office/audit-chain.ts";

import { auditHead } from "../audit/audit-list.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";

/**
 * Notes where the audit log stands, in a file outside the database: one line for each time it has grown. A log that
 * loses its end, or is written anew by somebody with every right in the database, is found out by it. Answers the number
 * noted last, which the next call is given.
 */
export async function noteAuditHead(
  { db, clock }: { db: Database; clock: Clock },
  noteFile: string,
  last: bigint | undefined,
): Promise<bigint | undefined> {
  const head = await auditHead(db);
  const known = last ?? (await readAuditHeads(noteFile)).at(-1)?.id;
  if (head === undefined || head.id === known) return known;
  await mkdir(dirname(noteFile), { recursive: true, mode: 0o700 });
  const file = await open(noteFile, "a", 0o600);
  try {
    await file.writeFile(`${head.id} ${head.digest} ${clock.now().toISOString()}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return head.id;
}

/** The heads that were noted; a line cut by a crash says nothing. */
export async function readAuditHeads(noteFile: string): Promise<ChainHead[]> {
  const text = await readFile(noteFile, "utf8").catch(() => "");
  return [...text.matchAll(/^(\d{1,18}) ([0-9a-f]{64}) /gm)].map(([, id, digest]) => ({
    id: BigInt(id!),
    digest: digest!,
  }));
}
