import type { Clock } from "../shared/clock.ts";

type Bucket = { tokens: number; atMs: number };

/** Beyond so many clients, those who have their whole allowance back are forgotten. */
const MOST_REMEMBERED = 10_000;

/**
 * An allowance for each client: `perSecond` on average, `burst` at once. The function that is answered takes one and
 * says in how many seconds to come back where nothing is left.
 */
export function createRateLimit(
  { perSecond, burst }: { perSecond: number; burst: number },
  clock: Clock,
): (client: string) => number | undefined {
  const buckets = new Map<string, Bucket>();
  const refill = ({ tokens, atMs }: Bucket, nowMs: number) =>
    Math.min(burst, tokens + (Math.max(0, nowMs - atMs) / 1000) * perSecond);
  const forget = (nowMs: number) => {
    for (const [client, bucket] of buckets)
      if (refill(bucket, nowMs) >= burst) buckets.delete(client);
  };
  return (client) => {
    const nowMs = clock.now().getTime();
    const tokens = refill(buckets.get(client) ?? { tokens: burst, atMs: nowMs }, nowMs);
    if (buckets.size >= MOST_REMEMBERED && !buckets.has(client)) forget(nowMs);
    buckets.set(client, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
    return tokens >= 1 ? undefined : Math.ceil((1 - tokens) / perSecond);
  };
}
