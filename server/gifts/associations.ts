import type { MerchantId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Database } from "../shared/database.ts";

type Deps = { readonly db: Database };

/** The associations that cards may give to now, by name. */
export async function listAssociations({ db }: Deps): Promise<{ id: string; name: string }[]> {
  const rows = await db
    .selectFrom("merchant")
    .select(["id", "association_name"])
    .where("association_name", "is not", null)
    .where("state", "=", "active")
    .execute();
  return rows
    .map(({ id, association_name: name }) => ({ id: id as string, name: name! }))
    .sort((one, other) => one.name.localeCompare(other.name, "it"));
}

/**
 * The office lists a merchant among the associations, under the name that everybody reads; `null` ends it. What was given
 * before stays its own.
 */
export async function nameAssociation(
  { db }: Deps,
  id: MerchantId,
  name: string | null,
): Promise<Result<undefined, { code: "not_found" } | { code: "name_taken" }>> {
  return db.transaction().execute(async (tx) => {
    const other = await tx
      .selectFrom("merchant")
      .select("id")
      .where("association_name", "=", name)
      .where("id", "!=", id)
      .executeTakeFirst();
    if (other !== undefined) return refuse({ code: "name_taken" });
    const { numUpdatedRows } = await tx
      .updateTable("merchant")
      .set({ association_name: name })
      .where("id", "=", id)
      .executeTakeFirst();
    return numUpdatedRows === 1n ? ok(undefined) : refuse({ code: "not_found" });
  });
}
