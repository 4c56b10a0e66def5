import { civilDay } from "../shared/civil-day.ts";
import { type Result, ok, refuse } from "../shared/result.ts";

/** Seconds that a visitor stays at least: the text is not read sooner. */
export const STAY_SECONDS = 8;
/** Minutes after which a challenge is worth nothing any more. */
export const CHALLENGE_MINUTES = 15;

/** How a visit presents itself. */
export type VisitFacts = {
  /** What the browser says that it is; empty where it says nothing. */
  readonly userAgent: string;
  /** When the challenge was made; `undefined` where it is none of ours, or was made for another address or page. */
  readonly challengedAt: Date | undefined;
  /** Whether the challenge was solved. */
  readonly hasWorked: boolean;
};

export type VisitRefusal = {
  code: "visit_not_counted";
  reason: "crawler" | "bad_challenge" | "too_early" | "too_late" | "no_work";
};

/** Programs that fetch pages for previews, for searches or by script, as they name themselves. Cubot makes phones. */
const CRAWLERS =
  /(?<!cu)bot\b|crawl|spider|slurp|preview|facebookexternalhit|meta-external|whatsapp\/|embedly|headless|phantom|curl|wget|python|httpclient|java\/|go-http|okhttp|axios|node-fetch|undici|^node$/i;

/**
 * Whether a visit to an initiative's page may count: somebody who says to be a browser had the page open for a while, and
 * had it work. Nobody is asked who they are. Whether the same address was counted today already is for the caller, who
 * keeps the day's marks; a challenge ends with its day, so that it never counts on two.
 */
export function judgeVisit(
  { userAgent, challengedAt, hasWorked }: VisitFacts,
  now: Date,
): Result<undefined, VisitRefusal> {
  if (userAgent === "" || CRAWLERS.test(userAgent)) return notCounted("crawler");
  if (challengedAt === undefined) return notCounted("bad_challenge");
  const seconds = (now.getTime() - challengedAt.getTime()) / 1000;
  if (seconds < STAY_SECONDS) return notCounted("too_early");
  if (seconds >= CHALLENGE_MINUTES * 60 || civilDay(challengedAt) !== civilDay(now))
    return notCounted("too_late");
  return hasWorked ? ok(undefined) : notCounted("no_work");
}

function notCounted(reason: VisitRefusal["reason"]) {
  return refuse({ code: "visit_not_counted", reason } as const);
}
