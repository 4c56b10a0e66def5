import { createHash } from "node:crypto";

import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";

import type { Clock } from "../shared/clock.ts";
import { RefusalAnswer, TILL_COOKIE } from "./http.ts";
import { inFlightGauge, shedCounter } from "./metrics.ts";
import { createRateLimit } from "./rate-limit.ts";
import { sourceOf } from "./source-of.ts";

export type RequestLimits = {
  /** Requests of one till in a second, on average; five seconds' worth may come at once. */
  readonly tillPerSecond: number;
  /** Requests of one address in a second: a shop's, or a whole street's behind one. */
  readonly sourcePerSecond: number;
  /** Requests that may be under way; who comes then is told at once to come back. */
  readonly atOnce: number;
};

type Deps = { readonly clock: Clock; readonly proxies: number; readonly isStopping: () => boolean };

const BURST_SECONDS = 5;
/** By then what made it so full has mostly been answered. */
const COME_BACK_SECONDS = 1;

/**
 * Keeps one client from taking everybody's share, and all of them together from slowing the service down: what is too
 * much is refused before any work is done for it. While the service ends, connections are closed after their answer.
 */
export function limitRequests(deps: Deps, limits: RequestLimits): MiddlewareHandler {
  const tills = rateOf(deps, limits.tillPerSecond);
  const sources = rateOf(deps, limits.sourcePerSecond);
  let inFlight = 0;
  return async (context, next) => {
    if (deps.isStopping()) context.header("connection", "close");
    const wait = Math.max(sources(sourceOf(context, deps)) ?? 0, tillOf(context, tills) ?? 0);
    if (wait > 0) throw shed("rate", { code: "too_many_requests", retryAfterSeconds: wait });
    if (inFlight >= limits.atOnce)
      throw shed("full", { code: "busy", retryAfterSeconds: COME_BACK_SECONDS });
    inFlight += 1;
    inFlightGauge.set(inFlight);
    try {
      await next();
    } finally {
      inFlight -= 1;
      inFlightGauge.set(inFlight);
    }
  };
}

function rateOf({ clock }: Deps, perSecond: number) {
  return createRateLimit({ perSecond, burst: perSecond * BURST_SECONDS }, clock);
}

/** By the hash of its session's token: what lies in memory opens nothing. */
function tillOf(context: Context, tills: (key: string) => number | undefined): number | undefined {
  const token = getCookie(context, TILL_COOKIE);
  return token === undefined
    ? undefined
    : tills(createHash("sha256").update(token).digest("base64"));
}

function shed(
  reason: "rate" | "full",
  refusal: ConstructorParameters<typeof RefusalAnswer>[0],
): RefusalAnswer {
  shedCounter.inc({ reason });
  return new RefusalAnswer(refusal);
}
