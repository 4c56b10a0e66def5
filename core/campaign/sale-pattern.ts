/** What one card bought in one shop under a campaign, and elsewhere. Sales for euros are declared by the shop alone. */
export type CardAtShop = {
  readonly sales: number;
  /** Those for euros, without a password: the shop's word only. */
  readonly declared: number;
  /** Declared ones of whole tens of euros. */
  readonly round: number;
  /** The most declared on one civil day. */
  readonly declaredOnOneDay: number;
  /** Sales to this card in other shops. */
  readonly elsewhere: number;
};

export const SALE_PATTERNS = ["again", "round", "no_other_shop"] as const;

export type SalePattern = (typeof SALE_PATTERNS)[number];

/** From which figure on a pattern is one. */
export const PATTERN_FROM: Readonly<Record<SalePattern, number>> = {
  again: 4,
  round: 5,
  no_other_shop: 8,
};

/**
 * What a shop does that rewards itself with cards it holds: simple rules that an officer can explain and a shop can
 * answer. What meets one is not credited until an officer has looked at it; a purchase that the citizen's password
 * confirmed is never counted against anybody.
 *
 * - `again`: declared sale after declared sale to the same card on one day.
 * - `round`: most declared sales to it are of whole tens of euros.
 * - `no_other_shop`: many declared sales to it, and it buys nowhere else.
 */
export function findSalePatterns(pair: CardAtShop): SalePattern[] {
  const figures: Readonly<Record<SalePattern, number>> = {
    again: pair.declaredOnOneDay,
    round: pair.round * 2 > pair.declared ? pair.round : 0,
    no_other_shop: pair.elsewhere === 0 && pair.declared * 2 > pair.sales ? pair.declared : 0,
  };
  return SALE_PATTERNS.filter((pattern) => figures[pattern] >= PATTERN_FROM[pattern]);
}
