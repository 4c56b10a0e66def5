import { type Result, ok, refuse } from "../shared/result.ts";
import type { OfferState } from "./offer-state.ts";

const DAY_MS = 86_400_000;

/** So many of one person's are up at once; whoever has more to give closes what is given. */
export const OPEN_OFFERS_MOST = 10;
/** So many of one person's are put up in 24 hours: a board that one fills is no board. */
export const OFFERS_IN_DAY_MOST = 10;
export const PHOTOS_MOST = 3;
export const MESSAGE_LETTERS_MOST = 500;
export const MESSAGES_IN_THREAD_MOST = 200;
export const MESSAGES_IN_DAY_MOST = 60;
/** New people written to in 24 hours: enough for a want, too few to sell something at everybody's door. */
export const THREADS_IN_DAY_MOST = 10;
/** So many days before its end the owner is reminded, and may put it up for as long again. */
export const REMINDER_DAYS = 7;
/** So many days after its end an offer is deleted, with its photos, its messages and what was reported of it. */
export const KEPT_DAYS = 30;

export type OfferRefusal =
  | { code: "too_many_offers"; most: number }
  | { code: "too_many_photos"; most: number }
  | { code: "offer_over" }
  | { code: "not_to_renew"; from: Date };

export function judgeNewOffer(facts: {
  readonly open: number;
  /** In the last 24 hours, closed ones included. */
  readonly inDay: number;
}): Result<undefined, OfferRefusal> {
  if (facts.open >= OPEN_OFFERS_MOST)
    return refuse({ code: "too_many_offers", most: OPEN_OFFERS_MOST });
  if (facts.inDay >= OFFERS_IN_DAY_MOST)
    return refuse({ code: "too_many_offers", most: OFFERS_IN_DAY_MOST });
  return ok(undefined);
}

export type OfferFacts = { readonly state: OfferState; readonly expiresAt: Date };

/** Whether others see it and may write about it. */
export function isUp({ state, expiresAt }: OfferFacts, now: Date): boolean {
  return state === "open" && now < expiresAt;
}

/** Since when the owner is reminded that an offer ends. */
export function remindsFrom(expiresAt: Date): Date {
  return new Date(expiresAt.getTime() - REMINDER_DAYS * DAY_MS);
}

/**
 * Puts an offer up for as many days again as it was put up for. Only near its end, or after it while it is not deleted yet:
 * that somebody still has the thing is worth saying then, and a board of things long gone is what it is there against.
 */
export function judgeRenewal(
  { state, expiresAt, days }: OfferFacts & { readonly days: number },
  now: Date,
): Result<Date, OfferRefusal> {
  if (state !== "open") return refuse({ code: "offer_over" });
  const from = remindsFrom(expiresAt);
  if (now < from) return refuse({ code: "not_to_renew", from });
  return ok(new Date(now.getTime() + days * DAY_MS));
}

export type MessageFacts = {
  readonly offer: OfferFacts;
  /** Who writes put the offer up. */
  readonly isOwner: boolean;
  readonly isThreadNew: boolean;
  readonly isThreadClosed: boolean;
  /** One of the two has blocked the other, about this offer or another. */
  readonly isBlocked: boolean;
  readonly inThread: number;
  /** Of the writer's, in the last 24 hours. */
  readonly messagesInDay: number;
  readonly threadsInDay: number;
};

export type MessageRefusal =
  | { code: "own_offer" }
  | { code: "offer_over" }
  | { code: "thread_closed" }
  | { code: "too_many_messages"; most: number };

/**
 * Whether a message may be sent. A thread that has begun goes on after the offer's end, because what was agreed has to be
 * done; nobody begins one then. Who was blocked is told what everybody is told of a closed one.
 */
export function judgeMessage(facts: MessageFacts, now: Date): Result<undefined, MessageRefusal> {
  if (facts.isThreadNew && facts.isOwner) return refuse({ code: "own_offer" });
  if (facts.isThreadClosed || facts.isBlocked) return refuse({ code: "thread_closed" });
  const isOver = facts.isThreadNew ? !isUp(facts.offer, now) : facts.offer.state === "hidden";
  if (isOver) return refuse({ code: "offer_over" });
  const { inThread, messagesInDay, threadsInDay } = facts;
  if (inThread >= MESSAGES_IN_THREAD_MOST) return tooMany(MESSAGES_IN_THREAD_MOST);
  if (messagesInDay >= MESSAGES_IN_DAY_MOST) return tooMany(MESSAGES_IN_DAY_MOST);
  if (facts.isThreadNew && threadsInDay >= THREADS_IN_DAY_MOST) return tooMany(THREADS_IN_DAY_MOST);
  return ok(undefined);
}

function tooMany(most: number): Result<undefined, MessageRefusal> {
  return refuse({ code: "too_many_messages", most });
}
