import { type Cover, coverPayment } from "#core/payment/cover-payment.ts";
import { type Cents, ZERO, centsToJson } from "#core/shared/money.ts";
import { type Result, refuse } from "#core/shared/result.ts";

import { lockCard } from "../cards/cards.ts";
import type { Till } from "../merchants/merchants.ts";
import type { AcceptRefusal, PaymentDeps } from "./accept-payment.ts";
import { factsOf } from "./payment-facts.ts";
import { readTerms } from "./read-terms.ts";

export type PreviewInput = { readonly amount: Cents; readonly cardCode: string };

/**
 * What a card can cover of a bill at this shop, before the citizen gives the password. It promises nothing and writes
 * nothing: the payment judges again. The answer is bounded by the bill, so a shop learns of a card's balance what it
 * would learn by selling.
 */
export async function previewPayment(
  deps: PaymentDeps,
  till: Till,
  { amount, cardCode }: PreviewInput,
): Promise<Result<Cover, AcceptRefusal>> {
  if (amount === ZERO) return refuse({ code: "invalid_amount" });
  const key = await deps.custody.findKey("card", cardCode);
  if (!key.ok) return key;
  return deps.db.transaction().execute(async (tx) => {
    const card = await lockCard(tx, key.value);
    if (card === undefined) return refuse({ code: "unknown_code" });
    const terms = await readTerms(tx, till, undefined, card.id);
    return coverPayment(amount, factsOf(deps, card, terms), terms.now);
  });
}

export function coverToJson({ parts, cash }: Cover) {
  return {
    parts: parts.map(({ kind, amount }) => ({ kind, amountCents: centsToJson(amount) })),
    cashCents: centsToJson(cash),
  };
}
