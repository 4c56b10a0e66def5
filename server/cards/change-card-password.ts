import type { SealedKeyId } from "#core/shared/ids.ts";
import type { Result } from "#core/shared/result.ts";

import type { ChangeRefusal, Custody } from "../custody/custody.ts";
import { openPerson } from "../programmes/programmes.ts";
import type { Database } from "../shared/database.ts";
import { holderOf } from "./card-holder.ts";

type Deps = { db: Database; custody: Custody };

export type PasswordChange = {
  readonly cardCode: string;
  readonly password: string;
  readonly newPassword: string;
};

/**
 * Seals a card's key under a password of its holder's choice; the old one is needed, and opens nothing afterwards. What
 * stands on the card and on its letter may not be the password: whoever finds them tries it first. A code that is
 * nobody's is answered as a wrong password.
 */
export async function changeCardPassword(
  { db, custody }: Deps,
  { cardCode, password, newPassword }: PasswordChange,
  source: string,
): Promise<Result<{ sealedKeyId: SealedKeyId }, ChangeRefusal>> {
  const key = await custody.findKey("card", cardCode);
  const printed = key.ok ? await printedOf({ db, custody }, key.value) : [];
  return custody.changePassword("card", cardCode, password, newPassword, printed, {
    source,
  });
}

async function printedOf({ db, custody }: Deps, key: SealedKeyId): Promise<string[]> {
  const row = await db
    .selectFrom("card")
    .innerJoin("beneficiary", "beneficiary.id", "card.beneficiary_id")
    .where("card.sealed_key_id", "=", key)
    .select(["card.number", "card.beneficiary_id", "card.sealed_key_id", "card.sealed_member"])
    .select(["beneficiary.sealed_person", "beneficiary.fiscal_code_lookup"])
    .executeTakeFirst();
  if (row === undefined) return [];
  const { fiscalCode } = openPerson(custody, row.fiscal_code_lookup, row.sealed_person);
  const { surname, name } = holderOf(custody, row);
  return [row.number, fiscalCode, `${surname}${name}`, `${name}${surname}`];
}
