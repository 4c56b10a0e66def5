import type { MerchantId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Database } from "../shared/database.ts";
import { openDetails } from "./merchants.ts";

type Deps = { db: Database; custody: Custody };

/** What is printed on a shop's activation sheet. Exists in memory and on paper only. */
export type ActivationSheet = {
  readonly businessName: string;
  readonly code: string;
  readonly password: string;
};

/**
 * Gives keys to the merchants that have none, and answers the sheets that open their tills. What is on a sheet cannot be
 * had a second time: a lost sheet means a new key.
 */
export async function inviteMerchants({
  db,
  custody,
}: Deps): Promise<Result<ActivationSheet[], { code: "nothing_to_do" }>> {
  const waiting = await db
    .selectFrom("merchant")
    .select(["id", "sealed_details"])
    .where("state", "=", "imported")
    .orderBy("created_at")
    .orderBy("alias")
    .execute();
  if (waiting.length === 0) return refuse({ code: "nothing_to_do" });
  const keys = await Array.fromAsync(custody.createKeys("merchant", waiting.length));
  const sheets: ActivationSheet[] = [];
  await db.transaction().execute(async (tx) => {
    for (const [index, { id, sealed_details }] of waiting.entries()) {
      const key = keys[index]!;
      const { numUpdatedRows } = await tx
        .updateTable("merchant")
        .set({
          state: "invited",
          account: key.address,
          sealed_key_id: key.sealedKeyId,
        })
        .where("id", "=", id as MerchantId)
        .where("state", "=", "imported")
        .executeTakeFirstOrThrow();
      // Another officer's sheets were made in between: those count, and this key is never used.
      if (numUpdatedRows === 0n) continue;
      const { businessName } = openDetails(custody, id, sealed_details);
      sheets.push({ businessName, code: key.code, password: key.password });
    }
  });
  return sheets.length > 0 ? ok(sheets) : refuse({ code: "nothing_to_do" });
}
