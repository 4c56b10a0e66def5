import type { CardPhoneId } from "#core/shared/ids.ts";

import type { Executor } from "../shared/database.ts";
import { hashOf } from "../shared/session-token.ts";

/** Whether this token is that of a telephone. */
export async function isPhone(
  db: Executor,
  id: CardPhoneId,
  token: string | undefined,
): Promise<boolean> {
  if (token === undefined) return false;
  const row = await db
    .selectFrom("card_phone")
    .select("id")
    .where("id", "=", id)
    .where("token_hash", "=", hashOf(token))
    .executeTakeFirst();
  return row !== undefined;
}
