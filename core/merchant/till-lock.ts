const MINUTE_MS = 60_000;

/** A shop's day, at the end of which whoever opens the next one shows that the device is still the shop's. */
export const UNLOCKED_MINUTES_MAX = 12 * 60;
/** A device that was put away for this long may have been taken by somebody else. */
export const IDLE_MINUTES_MAX = 60;

/** When a till's device last proved itself with its passkey, and when the service last heard of it. */
export type Proof = { readonly confirmedAt: Date; readonly seenAt: Date };

/**
 * Whether a till that is bound to its device has to ask the device again. What is copied off it (the cookie) is worth
 * nothing from then on: the passkey stays in the device.
 */
export function isLocked({ confirmedAt, seenAt }: Proof, now: Date): boolean {
  const since = (instant: Date) => now.getTime() - instant.getTime();
  return (
    since(confirmedAt) >= UNLOCKED_MINUTES_MAX * MINUTE_MS ||
    since(seenAt) >= IDLE_MINUTES_MAX * MINUTE_MS
  );
}
