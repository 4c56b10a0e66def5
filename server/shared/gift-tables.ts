import type { GiftState } from "#core/gift/gift-state.ts";
import type { CardId, GiftId, MerchantId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

/** Local value that a card gives away: to another card, or to an association. Of the two receivers one is null. */
export type GiftTable = {
  id: GiftId;
  card_id: CardId;
  to_card_id: CardId | null;
  to_merchant_id: MerchantId | null;
  state: GiftState;
  request_hash: Buffer;
  amount_cents: Cents;
  left_cents: Cents;
  facts: unknown;
  accepted_at: Date;
  settled_at: Date | null;
};
