import type { ReceiverFacts } from "#core/gift/judge-gift.ts";
import type { Address, CardId, MerchantId } from "#core/shared/ids.ts";

/**
 * Who is to receive a gift: a card, by the number or the code that stand on it, or by its row where the service itself
 * knows whom it is for; or an association of the office's list.
 */
export type GiftReceiver =
  | { readonly kind: "card_number"; readonly number: string }
  | { readonly kind: "card_code"; readonly code: string }
  | { readonly kind: "card"; readonly id: CardId }
  | { readonly kind: "association"; readonly id: MerchantId };

/** A receiver, found and locked: of card and association one is there. */
export type LockedReceiver = {
  readonly facts: ReceiverFacts;
  readonly cardId?: CardId;
  readonly merchantId?: MerchantId;
  /** An association's one account; a card's are opened as they are needed. */
  readonly account?: Address;
};

/** Tells one receiver from another in what is kept of a request, which is a digest. */
export function receiverText(to: GiftReceiver): string {
  switch (to.kind) {
    case "card_number":
      return `number|${to.number}`;
    case "card_code":
      return `code|${to.code}`;
    case "card":
    case "association":
      return `${to.kind}|${to.id}`;
  }
}
