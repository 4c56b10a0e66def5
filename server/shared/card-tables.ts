import type { Generated } from "kysely";

import type { CardStatus } from "#core/card/card-status.ts";
import type { BeneficiaryId, CardId, SealedKeyId } from "#core/shared/ids.ts";

export type CardTable = {
  id: CardId;
  number: string;
  beneficiary_id: BeneficiaryId;
  sealed_key_id: SealedKeyId;
  sealed_public_key: Buffer;
  status: CardStatus;
  next_account_index: Generated<number>;
  replaced_by: CardId | null;
  status_reason: string | null;
  created_at: Date;
  status_changed_at: Date;
  /** Of the household's two cards, whether it is the one for another member. */
  is_second: Generated<boolean>;
  /** Of each recharge of the household, so many hundredths are the second card's; null on the first. */
  share_percent: Generated<number | null>;
  /** Who carries the second card; see `holderOf`. */
  sealed_member: Generated<Buffer | null>;
};
