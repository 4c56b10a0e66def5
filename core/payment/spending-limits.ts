import { type Cents, cents } from "../shared/money.ts";

/**
 * How much may be spent in one civil day (Europe/Rome), so that whoever copies codes and passwords at a till gets a day's
 * allowance of each card and no more, and only in the form of payments to a shop that is known. Whatever is wrong shows
 * before the second day: the card's holder reads each payment with the shop's name, the office sees unusual use
 * (`unusual-use.ts`), and what a shop has not been reimbursed yet can be given back.
 */
export type SpendingLimits = {
  /** One card, at all shops. */
  readonly cardDay: DayLimit;
  /** One card at one shop, whichever of its tills. */
  readonly cardAtShopDay: { readonly amount: Cents };
  /** One till, all cards. */
  readonly tillDay: DayLimit;
};

type DayLimit = { readonly amount: Cents; readonly payments: number };

/** What was accepted today and not taken back, read while card and till are locked. */
export type SpentToday = {
  readonly card: Spent;
  readonly cardAtShop: { readonly amount: Cents };
  readonly till: Spent;
  /** Midnight in Rome, when the next day begins. */
  readonly until: Date;
};

type Spent = { readonly amount: Cents; readonly payments: number };

export type SpendingRefusal =
  | { code: "card_day_limit"; limit: Cents; left: Cents; until: Date }
  | { code: "card_day_payments"; limit: number; until: Date }
  | { code: "card_at_shop_day_limit"; limit: Cents; left: Cents; until: Date }
  | { code: "till_day_limit"; limit: Cents; left: Cents; until: Date }
  | { code: "till_day_payments"; limit: number; until: Date };

/** Whether one more payment of this amount is too much for today; `undefined` where it is not. */
export function refuseSpending(
  amount: Cents,
  limits: SpendingLimits,
  { card, cardAtShop, till, until }: SpentToday,
): SpendingRefusal | undefined {
  if (card.payments >= limits.cardDay.payments)
    return { code: "card_day_payments", limit: limits.cardDay.payments, until };
  if (till.payments >= limits.tillDay.payments)
    return { code: "till_day_payments", limit: limits.tillDay.payments, until };
  const sums = [
    ["card_day_limit", limits.cardDay.amount, card.amount],
    ["card_at_shop_day_limit", limits.cardAtShopDay.amount, cardAtShop.amount],
    ["till_day_limit", limits.tillDay.amount, till.amount],
  ] as const;
  // The tightest is named: what it leaves is what can be paid.
  const [tightest] = sums
    .map(([code, limit, spent]) => ({ code, limit, left: leftOf(limit, spent), until }))
    .sort((one, other) => Number(one.left - other.left));
  return tightest!.left < amount ? tightest : undefined;
}

/** Nothing where a limit was lowered below what is spent already. */
function leftOf(limit: Cents, spent: Cents): Cents {
  return limit > spent ? cents(limit - spent) : cents(0n);
}
