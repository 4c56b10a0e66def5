import type { ActRecord } from "#core/office/office-act.ts";
import type { Address } from "#core/shared/ids.ts";

import type { Clock } from "../shared/clock.ts";
import type { Tx } from "../shared/database.ts";

/**
 * Adds an act to the audit log, in the transaction that does it: neither is there without the other. It comes last in
 * the transaction, because acts wait for each other from here to its end.
 */
export async function recordAct(
  tx: Tx,
  clock: Clock,
  officer: Address | null,
  { act, subject, details }: ActRecord,
): Promise<void> {
  await tx
    .insertInto("audit_entry")
    .values({
      at: clock.now(),
      officer,
      act,
      subject: subject ?? null,
      details: JSON.stringify(details ?? {}),
    })
    .execute();
}
