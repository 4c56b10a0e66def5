import { type Cents, cents } from "../shared/money.ts";

/** The least and the most, in hundredths of each recharge, that a household's second card can be given. */
export const SHARE_PERCENT = { least: 1, most: 99 } as const;

/**
 * Splits what a household is due between its two cards. The part of a cent that a share leaves over stays with the
 * first card: together they get what is due, to the cent, so that a second card never costs the fund anything.
 */
export function splitHousehold(
  due: Cents,
  sharePercent: number,
): { readonly first: Cents; readonly second: Cents } {
  const { least, most } = SHARE_PERCENT;
  if (!Number.isInteger(sharePercent) || sharePercent < least || sharePercent > most)
    throw new RangeError(`A second card's share is ${least} to ${most} %, got ${sharePercent}.`);
  const second = cents((due * BigInt(sharePercent)) / 100n);
  return { first: cents(due - second), second };
}
