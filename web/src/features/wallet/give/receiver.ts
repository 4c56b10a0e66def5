import { groupCardNumber } from "#core/card/card-number.ts";

/** Whom a citizen has chosen: a card by its number or by the QR that was scanned, or an association. */
export type Receiver =
  | { readonly kind: "card_number"; readonly number: string }
  | { readonly kind: "card_code"; readonly code: string }
  | { readonly kind: "association"; readonly id: string; readonly name: string };

/** As it stands after "dare". Of a scanned card nothing is known here but that it was scanned. */
export function receiverText(receiver: Receiver): string {
  switch (receiver.kind) {
    case "card_number":
      return `alla tessera ${groupCardNumber(receiver.number)}`;
    case "card_code":
      return "alla tessera appena inquadrata";
    case "association":
      return `a ${receiver.name}`;
  }
}
