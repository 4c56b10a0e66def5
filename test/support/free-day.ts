import type { SpendingLimits, SpentToday } from "#core/payment/spending-limits.ts";
import { cents } from "#core/shared/money.ts";

const PLENTY = { amount: cents(100_000_000), payments: 1_000_000 };
const NOTHING = { amount: cents(0), payments: 0 };

/** For what is not about a day's spending. */
export const FREE_SPENDING: SpendingLimits = {
  ...{ cardDay: PLENTY, cardAtShopDay: PLENTY, tillDay: PLENTY },
};

const NOTHING_SPENT: SpentToday = {
  ...{ card: NOTHING, cardAtShop: NOTHING, till: NOTHING },
  until: new Date(8e14),
};

/** A day on which nothing was spent yet and much may be. */
export const FREE_DAY = { spending: FREE_SPENDING, spentToday: NOTHING_SPENT };
