import type { Generated } from "kysely";

import type { CardStatus } from "#core/card/card-status.ts";
import type { ConfirmationState } from "#core/payment/phone-confirmation.ts";
import type {
  BeneficiaryId,
  CardId,
  CardPhoneId,
  MerchantId,
  PaymentId,
  SealedKeyId,
  TillId,
} from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

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
  /** The telephone that is asked before each payment. */
  phone_id: Generated<CardPhoneId | null>;
};

/** A telephone that a card's holder has bound to it. */
export type CardPhoneTable = {
  id: CardPhoneId;
  card_id: CardId;
  token_hash: Buffer;
  device: string;
  bound_at: Date;
  last_seen_at: Date;
  removed_at: Date | null;
  removed_because: Generated<string | null>;
};

/** A payment that waits, or waited, for the holder's telephone. */
export type PaymentConfirmationTable = {
  payment_id: PaymentId;
  card_id: CardId;
  phone_id: CardPhoneId;
  merchant_id: MerchantId;
  till_id: TillId;
  request_hash: Buffer;
  amount_cents: Cents;
  local_cents: Cents;
  state: ConfirmationState;
  asked_at: Date;
  expires_at: Date;
  answered_at: Date | null;
};
