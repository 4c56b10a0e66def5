/**
 * How often a wrong password may be tried. Each try is counted before it is checked, so that a crash or a
 * thousand parallel tries count like any others; a right password clears the count.
 */
export type Tries = {
  /** Wrong tries since the last right one. */
  readonly failed: number;
  readonly lockedUntil: Date | null;
  /** Blocked until the office acts. */
  readonly isBlocked: boolean;
};

export type TryRefusal = { code: "locked"; until: Date } | { code: "blocked_by_tries" };

const TRIES_BEFORE_LOCK = 5;
/** Tries after which only the office can help. */
export const TRIES_BEFORE_BLOCK = 10;
const MINUTE_MS = 60_000;
/** Minutes of lock after the 5th, 6th, … wrong try. */
const LOCK_MINUTES = [15, 30, 60, 120, 240];

/** Whether a try may be made now; `undefined` means yes. */
export function refuseTry(tries: Tries, now: Date): TryRefusal | undefined {
  if (tries.isBlocked) return { code: "blocked_by_tries" };
  if (tries.lockedUntil !== null && now < tries.lockedUntil)
    return { code: "locked", until: tries.lockedUntil };
  return undefined;
}

/** The count after one more try that may turn out wrong: written down before the password is checked. */
export function countTry(tries: Tries, now: Date): Tries {
  const failed = tries.failed + 1;
  if (failed >= TRIES_BEFORE_BLOCK) return { failed, lockedUntil: null, isBlocked: true };
  const minutes = LOCK_MINUTES[failed - TRIES_BEFORE_LOCK];
  const lockedUntil = minutes === undefined ? null : new Date(now.getTime() + minutes * MINUTE_MS);
  return { failed, lockedUntil, isBlocked: false };
}

export const NO_TRIES: Tries = { failed: 0, lockedUntil: null, isBlocked: false };

/** How many tries are left before the next lock or the block: what the till may say after a wrong password. */
export function triesLeft(tries: Tries): number {
  const limit = tries.failed < TRIES_BEFORE_LOCK ? TRIES_BEFORE_LOCK : TRIES_BEFORE_BLOCK;
  return Math.max(0, limit - tries.failed);
}
