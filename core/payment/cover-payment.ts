import { type Cents, ZERO, cents } from "../shared/money.ts";
import { type Result, ok } from "../shared/result.ts";
import { type PaymentFacts, type PaymentRefusal, judgePayment } from "./judge-payment.ts";

/** A kind of value on a card. Whatever a bill is paid with besides is euros in cash. */
export type ValueKind = "voucher";

/** How a bill is split at the till, before anybody has agreed to it. */
export type Cover = {
  /** What the card pays, by kind of value, in the order in which it is spent; nothing that is zero. */
  readonly parts: readonly { readonly kind: ValueKind; readonly amount: Cents }[];
  /** What the customer adds in euros. */
  readonly cash: Cents;
};

/**
 * Works out what a card can cover of a bill here and now. It says no more than the till needs: not what else is on the
 * card, nor from which fund it comes. Where the card can cover nothing at all, that is the payment's own refusal.
 */
export function coverPayment(
  bill: Cents,
  facts: PaymentFacts,
  now: Date,
): Result<Cover, PaymentRefusal> {
  let amount = bill;
  for (;;) {
    const judged = judgePayment(amount, facts, now);
    if (judged.ok) return ok(coverOf(bill, amount));
    const payable = payableAfter(judged.refusal);
    if (payable === undefined || payable === ZERO || payable >= amount) return judged;
    amount = payable;
  }
}

/** What may be paid where it is too much; `undefined` where the amount is not what is wrong. */
function payableAfter(refusal: PaymentRefusal): Cents | undefined {
  if (refusal.code === "insufficient_funds") return refusal.available;
  return "left" in refusal ? refusal.left : undefined;
}

function coverOf(bill: Cents, amount: Cents): Cover {
  return { parts: [{ kind: "voucher", amount }], cash: cents(bill - amount) };
}
