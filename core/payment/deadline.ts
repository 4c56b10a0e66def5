const DAY_MS = 86_400_000;

/**
 * A signature is good for so many days and the rest of the last one: enough for a chain that stands still for days, short
 * enough that one that was never used dies by itself.
 */
const DEADLINE_DAYS = 21;

/**
 * The deadline to sign now, in whole Unix seconds; never after `latest`. It ends with a day (UTC), because everybody
 * reads it on chain: one to the second would tell when the sale was, and which shares are of one payment.
 */
export function deadlineFrom(now: Date, latest?: Date): bigint {
  const usual = Math.ceil((now.getTime() + DEADLINE_DAYS * DAY_MS) / DAY_MS) * DAY_MS;
  const instant = latest === undefined ? usual : Math.min(usual, latest.getTime());
  return BigInt(Math.floor(instant / 1000));
}
