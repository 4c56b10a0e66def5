import { type Selectable, sql } from "kysely";

import { type KindRefusal, encodeCode, readSecret, SECRET_BYTES } from "#core/card/card-code.ts";
import {
  FEEDBACK_IN_DAY_MOST,
  type FeedbackPage,
  KEPT_AFTER_REPLY_DAYS,
  KEPT_UNANSWERED_DAYS,
  isReplyLate,
  replyDueOn,
} from "#core/feedback/judge-feedback.ts";
import type { Address, FeedbackId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";
import type { FeedbackTable } from "../shared/feedback-tables.ts";

type Deps = { db: Database; custody: Custody; clock: Clock };
type Row = Selectable<FeedbackTable>;

const DAY_MS = 86_400_000;
const HOUR_SECONDS = 3600;
const MOST_SHOWN = 200;

/** Where the three free texts are sealed for. */
export const feedbackContext = {
  text: (id: string) => `feedback/${id}`,
  contact: (id: string) => `feedback/${id}/contact`,
  answer: (id: string) => `feedback/${id}/answer`,
};

export type NewFeedback = {
  readonly id: FeedbackId;
  readonly page: FeedbackPage;
  readonly text: string;
  readonly contact?: string | undefined;
};

export type Received = { readonly code: string; readonly dueOn: string };
export type SendRefusal =
  { code: "id_reused" } | { code: "too_much_feedback"; retryAfterSeconds: number };

/**
 * Stores what somebody cannot use. The code that opens the answer follows from the id by a keyed hash, so that the same
 * words sent twice are there once and get the same code, which is stored nowhere.
 */
export async function sendFeedback(
  { db, custody, clock }: Deps,
  { id, page, text, contact }: NewFeedback,
): Promise<Result<Received, SendRefusal>> {
  const code = codeOf(custody, id);
  const now = clock.now();
  const earlier = await find(db, id);
  if (earlier === undefined && (await isDayFull(db, now)))
    return refuse({ code: "too_much_feedback", retryAfterSeconds: HOUR_SECONDS });
  await db
    .insertInto("feedback")
    .values({
      ...{ id, page, received_at: now, code_lookup: lookupOf(custody, code) },
      sealed_text: custody.sealText(feedbackContext.text(id), text),
      sealed_contact:
        contact === undefined ? null : custody.sealText(feedbackContext.contact(id), contact),
    })
    // The code follows from the id: sent twice at once, either of the two may be what is there already.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = earlier ?? (await find(db, id))!;
  const isSame =
    row.page === page && textOf(custody, row) === text && contactOf(custody, row) === contact;
  return isSame ? ok({ code, dueOn: replyDueOn(row.received_at) }) : refuse({ code: "id_reused" });
}

function codeOf(custody: Custody, id: FeedbackId): string {
  return encodeCode("feedback", custody.lookupOf("feedback/code", id).subarray(0, SECRET_BYTES));
}

function lookupOf(custody: Custody, code: string): Buffer {
  return custody.lookupOf("feedback/reply", code);
}

function find(db: Executor, id: FeedbackId): Promise<Row | undefined> {
  return db.selectFrom("feedback").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Whether as many as a day may bring have come in the last one. Two at once may both pass: one more does no harm. */
async function isDayFull(db: Executor, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - DAY_MS);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from feedback where received_at > ${since}
  `.execute(db);
  return rows[0]!.count >= FEEDBACK_IN_DAY_MOST;
}

function textOf(custody: Custody, { id, sealed_text }: Row): string {
  return custody.openText(feedbackContext.text(id), sealed_text);
}

function contactOf(custody: Custody, { id, sealed_contact }: Row): string | undefined {
  return sealed_contact === null
    ? undefined
    : custody.openText(feedbackContext.contact(id), sealed_contact);
}

function answerOf(custody: Custody, { id, sealed_answer }: Row): { answer?: string } {
  return sealed_answer === null
    ? {}
    : { answer: custody.openText(feedbackContext.answer(id), sealed_answer) };
}

/** What the office reads, the one that is due first first, then the latest that were closed. Whose it is is asked for apart. */
export async function listFeedback({ db, custody, clock }: Deps) {
  const rows = await db
    .selectFrom("feedback")
    .selectAll()
    .orderBy(sql`closed_at is not null`)
    .orderBy(sql`case when closed_at is null then received_at end`)
    .orderBy("closed_at", "desc")
    .limit(MOST_SHOWN)
    .execute();
  return rows.map((row) => ({
    ...stateOf(custody, row),
    ...{ id: row.id, text: textOf(custody, row), hasContact: row.sealed_contact !== null },
    isLate: row.closed_at === null && isReplyLate(row.received_at, clock.now()),
  }));
}

function stateOf(custody: Custody, row: Row) {
  return {
    ...{ page: row.page, receivedAt: row.received_at.toISOString() },
    dueOn: replyDueOn(row.received_at),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at.toISOString() }),
    ...answerOf(custody, row),
  };
}

/** Whom to answer beside the page: written down each time, like every look at who a person is. */
export async function readContact(
  { db, custody }: Pick<Deps, "db" | "custody">,
  id: FeedbackId,
): Promise<Result<string, { code: "not_found" }>> {
  const row = await find(db, id);
  const contact = row === undefined ? undefined : contactOf(custody, row);
  return contact === undefined ? refuse({ code: "not_found" }) : ok(contact);
}

/** Answers, or closes without an answer what is no feedback at all. Two officers at once: the second is told. */
export async function closeFeedback(
  { db, custody, clock }: Deps,
  officer: Address,
  id: FeedbackId,
  answer: string | undefined,
): Promise<Result<FeedbackId, { code: "not_found" } | { code: "changed_meanwhile" }>> {
  const closed = await db
    .updateTable("feedback")
    .set({
      ...{ closed_at: clock.now(), closed_by: officer },
      sealed_answer:
        answer === undefined ? null : custody.sealText(feedbackContext.answer(id), answer),
    })
    .where("id", "=", id)
    .where("closed_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  if (closed !== undefined) return ok(id);
  const isThere = (await find(db, id)) !== undefined;
  return refuse({ code: isThere ? "changed_meanwhile" : "not_found" });
}

/** What became of it, for who has the code and nobody else. */
export async function readReply(
  { db, custody }: Pick<Deps, "db" | "custody">,
  code: string,
): Promise<Result<ReturnType<typeof stateOf>, KindRefusal | { code: "not_found" }>> {
  const secret = readSecret("feedback", code);
  if (!secret.ok) return secret;
  const row = await db
    .selectFrom("feedback")
    .selectAll()
    .where("code_lookup", "=", lookupOf(custody, encodeCode("feedback", secret.value)))
    .executeTakeFirst();
  return row === undefined ? refuse({ code: "not_found" }) : ok(stateOf(custody, row));
}

/** Deletes what was kept long enough. */
export async function forgetFeedback({ db, clock }: { db: Executor; clock: Clock }): Promise<void> {
  const before = (days: number) => new Date(clock.now().getTime() - days * DAY_MS);
  await db
    .deleteFrom("feedback")
    .where((where) =>
      where.or([
        where("closed_at", "<", before(KEPT_AFTER_REPLY_DAYS)),
        where.and([
          where("closed_at", "is", null),
          where("received_at", "<", before(KEPT_UNANSWERED_DAYS)),
        ]),
      ]),
    )
    .execute();
}
