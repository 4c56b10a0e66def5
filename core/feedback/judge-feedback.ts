import { civilDay } from "../shared/civil-day.ts";

/** What somebody could not use. */
export const FEEDBACK_PAGES = [
  "card",
  "till",
  "office",
  "transparency",
  "explorer",
  "paper",
  "other",
] as const;
export type FeedbackPage = (typeof FEEDBACK_PAGES)[number];

export const FEEDBACK_LETTERS_LEAST = 10;
export const FEEDBACK_LETTERS_MOST = 2000;
/** An e-mail address or a telephone number, whoever wants to give one. */
export const CONTACT_LETTERS_MOST = 120;

/** So many from one address within an hour: a library's computers, not a flood. */
export const FEEDBACK_IN_HOUR_MOST = 10;
/** So many from everybody within 24 hours: what comes beyond is no town's, and would hide the others. */
export const FEEDBACK_IN_DAY_MOST = 200;

/** Days that the town has to answer (law 4/2004, art. 3-quinquies); then the digital ombudsman at AgID may be asked. */
const REPLY_DAYS = 30;
/** So many days after the answer all of it is deleted. */
export const KEPT_AFTER_REPLY_DAYS = 180;
/** And so many days after it came where nobody ever answered: a contact is not kept for ever because of that. */
export const KEPT_UNANSWERED_DAYS = 365;

const DAY_MS = 86_400_000;

/** The last civil day (Europe/Rome) for the answer, ISO 8601. The day on which it came does not count (art. 2963 c.c.). */
export function replyDueOn(receivedAt: Date): string {
  const day = Date.parse(`${civilDay(receivedAt)}T00:00:00Z`);
  return new Date(day + REPLY_DAYS * DAY_MS).toISOString().slice(0, 10);
}

/** Whether the day for the answer has gone by. */
export function isReplyLate(receivedAt: Date, now: Date): boolean {
  return civilDay(now) > replyDueOn(receivedAt);
}
