import type { SealedKeyId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Signer } from "./signer.ts";
import { type OpeningRefusal, type Presented, openInTurn, sealAnew } from "./unlock-key.ts";

/**
 * Seals a key's seed under a new password: same accounts, next epoch. The old password stops working when this
 * returns; an older copy of the database still opens with it, and with the card.
 */
export async function changePassword(
  signer: Signer,
  presented: Presented,
  newPassword: Uint8Array,
): Promise<Result<{ sealedKeyId: SealedKeyId }, OpeningRefusal>> {
  const renewed = { secret: presented.secret, password: newPassword };
  let isSealed = false;
  const opened = await openInTurn(signer, presented, async (_signer, { row, seed }) => {
    isSealed = await sealAnew(signer, { row, seed }, renewed);
  });
  if (!opened.ok) return opened;
  opened.value.seed.fill(0);
  // Another replica sealed it in the same moment: what stands is theirs, so the person tries again.
  if (!isSealed) return refuse({ code: "busy", retryAfterSeconds: 1 });
  return ok({ sealedKeyId: opened.value.row.id });
}
