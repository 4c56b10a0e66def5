import { type Cents, ZERO, cents } from "#core/shared/money.ts";

import type { Acceptance, Problem } from "../../../shared/api/types.ts";
import type { PendingPayment } from "./pending-payment.ts";

/** What the card pays and what the customer adds in cash, because a voucher covers what it can and gives no change. */
export type Bill = { readonly amount: Cents; readonly cash: Cents };

/** Where a sale stands: one screen each. */
export type Sale =
  | { readonly step: "amount" }
  | { readonly step: "card"; readonly bill: Bill }
  | { readonly step: "password"; readonly bill: Bill; readonly cardCode: string }
  | { readonly step: "asking"; readonly bill: Bill }
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

/**
 * The bill that the card can still pay after a refusal for want of funds: as much as it holds, the rest in cash;
 * `undefined` where nothing is left on it or the refusal is another.
 */
export function partialBill({ amount, cash }: Bill, problem: Problem): Bill | undefined {
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
