import { z } from "zod";

import type { Chain } from "#core/chain/chains.ts";
import type { GiftLimits } from "#core/gift/judge-gift.ts";
import type { SpendingLimits } from "#core/payment/spending-limits.ts";
import { type Cents, cents } from "#core/shared/money.ts";

export const wholeEuros = z.string().regex(/^\d{1,9}$/, "deve essere un numero intero di euro");
const count = z.coerce.number().int().min(1).max(1_000_000);

/** What may be spent in a day; see `core/payment/spending-limits.ts`. */
export const spendingVariables = {
  BORGO_CARD_DAY_EUROS: wholeEuros.optional(),
  BORGO_CARD_DAY_PAYMENTS: count.optional(),
  BORGO_CARD_SHOP_DAY_EUROS: wholeEuros.optional(),
  BORGO_TILL_DAY_EUROS: wholeEuros.optional(),
  BORGO_TILL_DAY_PAYMENTS: count.optional(),
  BORGO_GIFT_DAY_UNITS: wholeEuros.optional(),
  BORGO_GIFT_DAY_GIFTS: count.optional(),
};

type SpendingValues = { [Name in keyof typeof spendingVariables]?: string | number | undefined };

type Usual = Readonly<Record<keyof typeof spendingVariables, number>>;

/** Room for the largest shopping of a large family, and for the busiest day of a village supermarket's till. */
const USUAL: Usual = {
  BORGO_CARD_DAY_EUROS: 300,
  BORGO_CARD_DAY_PAYMENTS: 10,
  BORGO_CARD_SHOP_DAY_EUROS: 220,
  BORGO_TILL_DAY_EUROS: 5_000,
  BORGO_TILL_DAY_PAYMENTS: 300,
  BORGO_GIFT_DAY_UNITS: 100,
  BORGO_GIFT_DAY_GIFTS: 10,
};

/** On the embedded chain a season is played in minutes: whole weeks fall on one day. */
const DEMO: Usual = {
  BORGO_CARD_DAY_EUROS: 2_000,
  BORGO_CARD_DAY_PAYMENTS: 1_000,
  BORGO_CARD_SHOP_DAY_EUROS: 1_500,
  BORGO_TILL_DAY_EUROS: 50_000,
  BORGO_TILL_DAY_PAYMENTS: 5_000,
  BORGO_GIFT_DAY_UNITS: 1_000,
  BORGO_GIFT_DAY_GIFTS: 200,
};

/** The limits as set, or the usual ones. */
export function spendingLimits(values: SpendingValues, chain: Chain): SpendingLimits {
  const { number, euros } = readers(values, chain);
  return {
    cardDay: { amount: euros("BORGO_CARD_DAY_EUROS"), payments: number("BORGO_CARD_DAY_PAYMENTS") },
    cardAtShopDay: { amount: euros("BORGO_CARD_SHOP_DAY_EUROS") },
    tillDay: { amount: euros("BORGO_TILL_DAY_EUROS"), payments: number("BORGO_TILL_DAY_PAYMENTS") },
  };
}

/** What a card may give of local value in a day; one unit stands for one euro at a till. */
export function giftLimits(values: SpendingValues, chain: Chain): GiftLimits {
  const { number, euros } = readers(values, chain);
  return { amount: euros("BORGO_GIFT_DAY_UNITS"), gifts: number("BORGO_GIFT_DAY_GIFTS") };
}

function readers(values: SpendingValues, { network }: Chain) {
  const usual = network === "embedded" ? DEMO : USUAL;
  const number = (name: keyof Usual) => Number(values[name] ?? usual[name]);
  const euros = (name: keyof Usual): Cents => cents(BigInt(number(name)) * 100n);
  return { number, euros };
}
