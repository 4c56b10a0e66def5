import { type Cents, ZERO, cents, minCents, sumCents } from "../shared/money.ts";
import { type Result, ok } from "../shared/result.ts";
import {
  type LocalFacts,
  type LocalPart,
  type PaymentFacts,
  type PaymentRefusal,
  judgePayment,
} from "./judge-payment.ts";
import { splitBill } from "./split-bill.ts";
import { type ValuePart, partsOf } from "./value-parts.ts";

/** How a bill is split at the till, before anybody has agreed to it. */
export type Cover = {
  /** What the card pays, by kind of value, in the order in which it is spent; nothing that is zero. */
  readonly parts: readonly ValuePart[];
  /** What the customer adds in euros. */
  readonly cash: Cents;
};

/** The most that the card may pay with vouchers, and in all, as far as refusals have told. */
type Bounds = { readonly voucher: Cents; readonly card: Cents };

/**
 * Works out what a card can cover of a bill here and now, in vouchers and in local value (`splitBill` says in which
 * order). It says no more than the till needs: not what else is on the card, nor from which fund it comes. Where the card
 * can cover nothing at all, that is the payment's own refusal.
 */
export function coverPayment(
  bill: Cents,
  facts: PaymentFacts,
  now: Date,
): Result<Cover, PaymentRefusal> {
  let bounds: Bounds = { voucher: bill, card: bill };
  for (;;) {
    const { amount, local } = splitWithin(bill, bounds, facts.local);
    const judged = judgePayment(amount, facts, now, local);
    if (judged.ok) return ok({ parts: partsOf(amount, local.amount), cash: cents(bill - amount) });
    const tighter = tightenBy(bounds, judged.refusal);
    if (tighter === undefined || splitWithin(bill, tighter, facts.local).amount === ZERO)
      return judged;
    bounds = tighter;
  }
}

type Payable = { readonly amount: Cents; readonly local: LocalPart };

function splitWithin(bill: Cents, bounds: Bounds, local: LocalFacts | undefined): Payable {
  const { voucher, local: uncapped } = splitBill({
    bill,
    voucher: minCents(bounds.voucher, bounds.card),
    local: spendable(local),
    acceptedPercent: local?.acceptedPercent ?? 0,
  });
  const byLocal = minCents(uncapped, cents(bounds.card - voucher));
  return { amount: cents(voucher + byLocal), local: { amount: byLocal, bill } };
}

/** What of a card's local value can be signed for now. */
function spendable(local: LocalFacts | undefined): Cents {
  const usable = local?.accounts.filter(({ hasFreeNonce }) => hasFreeNonce) ?? [];
  return sumCents(usable.map(({ available }) => available));
}

/** How little may be paid where it was too much; `undefined` where the amount is not what is wrong. */
function tightenBy(bounds: Bounds, refusal: PaymentRefusal): Bounds | undefined {
  switch (refusal.code) {
    case "insufficient_funds":
      return { ...bounds, voucher: refusal.available };
    case "programme_payment_limit":
    case "programme_day_limit":
      return { ...bounds, voucher: refusal.left };
    case "no_voucher":
    case "programme_not_started":
    case "programme_ended":
    case "merchant_not_eligible":
      return { ...bounds, voucher: ZERO };
    default:
      return "left" in refusal ? { ...bounds, card: refusal.left } : undefined;
  }
}
