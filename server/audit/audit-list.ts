import type { Address } from "#core/shared/ids.ts";

import type { Executor } from "../shared/database.ts";

export type AuditFilter = {
  readonly act?: string | undefined;
  readonly officer?: Address | undefined;
  readonly subject?: string | undefined;
  /** Instants: from the first, to before the second. */
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  /** Only rows before this number: where the page before ended. */
  readonly before?: bigint | undefined;
  readonly limit: number;
};

/** Acts that match, the newest first, and the number to go on from where there are more. */
export async function listAudit(db: Executor, filter: AuditFilter) {
  const { act, officer, subject, from, until, before, limit } = filter;
  const rows = await db
    .selectFrom("audit_entry")
    .select(["id", "at", "officer", "act", "subject", "details"])
    .$if(act !== undefined, (query) => query.where("act", "=", act!))
    .$if(officer !== undefined, (query) => query.where("officer", "=", officer!))
    .$if(subject !== undefined, (query) => query.where("subject", "=", subject!))
    .$if(from !== undefined, (query) => query.where("at", ">=", from!))
    .$if(until !== undefined, (query) => query.where("at", "<", until!))
    .$if(before !== undefined, (query) => query.where("id", "<", before!))
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map((row) => ({
    id: Number(row.id),
    at: row.at.toISOString(),
    ...(row.officer === null ? {} : { officer: row.officer as string }),
    act: row.act,
    ...(row.subject === null ? {} : { subject: row.subject }),
    details: row.details,
  }));
  return { items, ...(rows.length > limit ? { next: items.at(-1)!.id } : {}) };
}

/** The last row's number and digest, for whoever notes it elsewhere; `undefined` while nothing was done yet. */
export async function auditHead(db: Executor): Promise<{ id: bigint; digest: string } | undefined> {
  const row = await db
    .selectFrom("audit_entry")
    .select(["id", "digest"])
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && { id: row.id, digest: row.digest.toString("hex") };
}
