import { filedBeginnings } from "#core/programme/person-search.ts";
import type { BeneficiaryId } from "#core/shared/ids.ts";

import type { Custody } from "../custody/custody.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type Person, nameKey, openPerson } from "./programmes.ts";

const PEOPLE_AT_ONCE = 500;

export type FiledPerson = Pick<Person, "surname" | "name"> & { readonly id: BeneficiaryId };

/** Files people under the beginnings of their names, in place of those that they were filed under before. */
export async function filePeople(
  { custody }: { custody: Custody },
  tx: Tx,
  people: readonly FiledPerson[],
): Promise<void> {
  if (people.length === 0) return;
  const ids = people.map(({ id }) => id);
  await tx.deleteFrom("beneficiary_name_key").where("beneficiary_id", "in", ids).execute();
  const rows = people.flatMap(({ id, surname, name }) => {
    const keys = filedBeginnings(surname, name).map((beginning) => nameKey(custody, beginning));
    return [...new Set(keys)].map((key) => ({ key, beneficiary_id: id }));
  });
  if (rows.length > 0) await tx.insertInto("beneficiary_name_key").values(rows).execute();
  await tx.updateTable("beneficiary").set({ is_filed: true }).where("id", "in", ids).execute();
}

/** Files some of those who are in no file yet: people of before there was one. Answers how many. */
export async function fileForgottenPeople({
  db,
  custody,
}: {
  db: Database;
  custody: Custody;
}): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom("beneficiary")
      .select(["id", "fiscal_code_lookup", "sealed_person"])
      .where("is_filed", "=", false)
      .orderBy("id")
      .limit(PEOPLE_AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute();
    const people = rows.map(({ id, fiscal_code_lookup, sealed_person }) => {
      const { surname, name } = openPerson(custody, fiscal_code_lookup, sealed_person);
      return { id, surname, name };
    });
    await filePeople({ custody }, tx, people);
    return people.length;
  });
}
