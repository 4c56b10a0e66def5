import type { SealedKeyId } from "#core/shared/ids.ts";
import type { Result } from "#core/shared/result.ts";

import type { Custody, Shower, UnlockRefusal } from "../custody/custody.ts";
import type { Sign } from "./sign-shares.ts";

/**
 * Opens a card with its code and password and lets `act` sign with its key, once. What `act` did not use is given back,
 * whatever came of it. `shower` is who shows the card, for the count of wrong passwords.
 */
export async function withCardKey<Value, Refused>(
  custody: Custody,
  { cardCode, password }: { readonly cardCode: string; readonly password: string },
  shower: Shower,
  act: (key: SealedKeyId, sign: Sign) => Promise<Result<Value, Refused>>,
): Promise<Result<Value, Refused | UnlockRefusal>> {
  const unlocked = await custody.unlock("card", cardCode, password, shower);
  if (!unlocked.ok) return unlocked;
  const { sealedKeyId, grant } = unlocked.value;
  let isUsedUp = false;
  const sign: Sign = (payments) => {
    isUsedUp = true;
    return custody.signPayments(grant, payments);
  };
  try {
    return await act(sealedKeyId, sign);
  } finally {
    if (!isUsedUp) await custody.release(grant);
  }
}
