/** How long the shares of one payment are spread over at most, in seconds: two hours. */
export const SPREAD_SECONDS = 7_200;

/**
 * For how many seconds more than the payment each of its shares waits before a batch may take it. Shares that settle
 * together say which accounts are one card's; so the first goes at once, and each of the others at a moment of its own,
 * with a batch that other payments fill. `draw` answers a number from 0 up to 1, without 1.
 */
export function shareWaits(shares: number, spreadSeconds: number, draw: () => number): number[] {
  return Array.from({ length: shares }, (_, position) =>
    position === 0 || spreadSeconds === 0 ? 0 : Math.floor(draw() * (spreadSeconds + 1)),
  );
}
