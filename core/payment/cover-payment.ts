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
  const whole = judgePayment(bill, facts, now);
  if (whole.ok) return ok(coverOf(bill, bill));
  const { refusal } = whole;
  if (refusal.code !== "insufficient_funds" || refusal.available === ZERO) return whole;
  const part = judgePayment(refusal.available, facts, now);
  return part.ok ? ok(coverOf(bill, refusal.available)) : part;
}

function coverOf(bill: Cents, amount: Cents): Cover {
  return { parts: [{ kind: "voucher", amount }], cash: cents(bill - amount) };
}
