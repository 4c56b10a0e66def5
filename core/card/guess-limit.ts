/**
 * How many wrong passwords one till, or one address, may have checked, whatever the cards: a card's own count
 * (`try-limit.ts`) does not see somebody who tries one password on each of many cards.
 *
 * A try is taken from the allowance before it is checked and given back where the password was right, so that no more
 * than the allowance is ever under way, on all replicas together.
 */
export type GuessScope = "till" | "source";

export type GuessLimit = {
  /** Wrong passwords within the window before the lock. */
  readonly wrongBeforeLock: number;
  readonly windowMinutes: number;
  /** Minutes of the first lock, the second, …; the last goes for all that follow. */
  readonly lockMinutes: readonly number[];
  /** Days without a lock after which the next one is a first one again. */
  readonly forgottenAfterDays: number;
};

export const GUESS_LIMITS: Readonly<Record<GuessScope, GuessLimit>> = {
  till: {
    wrongBeforeLock: 20,
    windowMinutes: 60,
    lockMinutes: [15, 60, 240],
    forgottenAfterDays: 1,
  },
  // One address may stand for a whole building: a library, an office, several shops of a shopping centre.
  source: {
    wrongBeforeLock: 60,
    windowMinutes: 60,
    lockMinutes: [15, 60, 240],
    forgottenAfterDays: 1,
  },
};

/** `from`: the address that is locked, for whoever has to tell the office; absent where it is a till. */
export type GuessRefusal = { code: "too_many_tries"; until: Date; from?: string };

/** How long the lock is that follows after so many others. */
export function lockMinutesAfter({ lockMinutes }: GuessLimit, earlierLocks: number): number {
  return lockMinutes[Math.min(earlierLocks, lockMinutes.length - 1)]!;
}
