import { type Cents, ZERO, cents, sumCents } from "#core/shared/money.ts";

import type { Acceptance, Cover, Problem } from "../../../shared/api/types.ts";
import { localIn } from "../day/day-totals.ts";
import type { PendingPayment } from "./pending-payment.ts";

/** What the card pays and what the customer adds in cash, because a voucher covers what it can and gives no change. */
export type Bill = {
  readonly amount: Cents;
  readonly cash: Cents;
  /** What of the amount the card pays in local value; absent where it is vouchers alone. */
  readonly local?: Cents;
};

/** The card as it was read, and the site that it was printed for where the code said so. */
export type ReadCard = { readonly cardCode: string; readonly origin?: string | undefined };

/** Where a sale stands: one screen each. */
export type Sale =
  | { readonly step: "amount" }
  | { readonly step: "card"; readonly bill: Bill }
  | { readonly step: "covering"; readonly bill: Bill; readonly card: ReadCard }
  | { readonly step: "unreached"; readonly bill: Bill; readonly card: ReadCard }
  | {
      readonly step: "cover";
      readonly bill: Bill;
      readonly card: ReadCard;
      readonly parts: Cover["parts"];
    }
  | { readonly step: "password"; readonly bill: Bill; readonly card: ReadCard }
  | { readonly step: "asking"; readonly bill: Bill }
  | { readonly step: "confirming"; readonly bill: Bill; readonly pending: PendingPayment }
  | {
      readonly step: "doubt";
      readonly pending: PendingPayment;
      readonly problem?: Problem | undefined;
    }
  | { readonly step: "accepted"; readonly acceptance: Acceptance; readonly cash: Cents }
  | { readonly step: "refused"; readonly bill: Bill; readonly problem: Problem }
  | { readonly step: "abandoned"; readonly bill: Bill };

export const NEW_SALE: Sale = { step: "amount" };

export function billOf(amount: Cents): Bill {
  return { amount, cash: ZERO };
}

/** What the customer pays in all. */
export function totalOf({ amount, cash }: Bill): Cents {
  return cents(amount + cash);
}

/** The bill as the card can pay it; what it cannot is cash. */
export function coveredBill({ cash }: Bill, { parts, cashCents }: Cover): Bill {
  const amounts = parts.map(({ amountCents }) => cents(BigInt(amountCents)));
  const covered = { amount: sumCents(amounts), cash: cents(cash + BigInt(cashCents)) };
  const local = localIn(parts);
  return local === ZERO ? covered : { ...covered, local };
}

/**
 * The bill that the card can still pay after a refusal for want of funds: as much as it holds, the rest in cash;
 * `undefined` where nothing is left on it or the refusal is another. What was to be paid in local value too is split
 * anew, with the card in hand.
 */
export function partialBill({ amount, cash, local }: Bill, problem: Problem): Bill | undefined {
  if (local !== undefined) return undefined;
  const text = problem["available"];
  if (problem.code !== "insufficient_funds" || typeof text !== "string") return undefined;
  const available = cents(BigInt(text));
  if (available === ZERO || available >= amount) return undefined;
  return { amount: available, cash: cents(cash + amount - available) };
}

/** Whether the refusal means that nothing was taken for sure. A fault inside the service may have come after. */
export function isFinalRefusal({ status }: Problem): boolean {
  return status < 500;
}

/** Refusals of the holder's telephone that may be asked about once more. */
export function mayBeAskedAgain({ code }: Problem): boolean {
  return code === "confirmation_expired" || code === "confirmation_elsewhere";
}

/** Refusals that another card of the same family, or the right one, may not meet. */
const CARD_CODES: readonly string[] = [
  "unknown_code",
  "card_not_active",
  "no_voucher",
  "programme_not_started",
  "programme_ended",
  "merchant_not_eligible",
  "insufficient_funds",
  "insufficient_local_value",
  "local_above_share",
  "locked",
  "blocked_by_tries",
  "too_many_open_payments",
];

export function isAboutTheCard({ code }: Problem): boolean {
  return CARD_CODES.includes(code);
}
