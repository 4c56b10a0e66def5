import { type Cents, cents } from "../shared/money.ts";

/** One line of what a campaign owes a card: a reward, or, below zero, what a reversed purchase takes back. In cents. */
export type RewardLine<Card> = { readonly card: Card; readonly cents: bigint };

/**
 * What each card is to be credited, all its lines together. Only a sum above zero can be minted: a card whose sum is not
 * is left out with all its lines, and what was taken back too late is set against what it earns next.
 */
export function netRewards<Card>(lines: readonly RewardLine<Card>[]): Map<Card, Cents> {
  const sums = new Map<Card, bigint>();
  for (const { card, cents: amount } of lines) sums.set(card, (sums.get(card) ?? 0n) + amount);
  return new Map([...sums].filter(([, sum]) => sum > 0n).map(([card, sum]) => [card, cents(sum)]));
}
