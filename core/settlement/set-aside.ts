/** Why the contract would leave a transfer out: `ICardToken.SkipReason`, by number. */
export const SKIP_REASONS = [
  "none",
  "deadline_passed",
  "invalid_signature",
  "payer_not_eligible",
  "payer_blocked",
  "nonce_used",
  "nonce_too_old",
  "insufficient_balance",
  "recipient_not_eligible",
  "invalid_amount",
] as const;

export type SkipReason = Exclude<(typeof SKIP_REASONS)[number], "none">;

const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 3_600;

/**
 * How long a transfer waits that the contract would leave out now, until it is tried again: longer each time, because
 * what is not over in a minute (a blocked card, a suspended shop) is seldom over in two. It never waits for ever: what
 * keeps it may be undone, and its signature holds until its deadline.
 */
export function setAsideSeconds(earlierTimes: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(earlierTimes, 20));
}
