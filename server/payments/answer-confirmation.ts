import { sql } from "kysely";

import {
  CONFIRMATION_MINUTES,
  type ConfirmationState,
  standingOf,
} from "#core/payment/phone-confirmation.ts";
import type { CardPhoneId, MerchantId, PaymentId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import { type Till, openDetails } from "../merchants/merchants.ts";
import type { Database, Executor } from "../shared/database.ts";
import { partsToJson } from "./payment-view.ts";

/** What became of a question: `given_up` by the till, `paid`, or how it stands. */
export type Outcome = ConfirmationState | "expired" | "given_up" | "paid";

export type ConfirmationAnswer = "confirmed" | "refused";

type AnswerRefusal = { code: "not_found" } | { code: "wrong_state"; state: string };

/**
 * The holder's answer, from one of the telephones that are theirs. It is given once: the same again changes nothing, the
 * other one is refused. Confirmed, the till has its time from now on.
 */
export async function answerConfirmation(
  { db }: { readonly db: Database },
  phones: readonly CardPhoneId[],
  id: PaymentId,
  answer: ConfirmationAnswer,
): Promise<Result<{ state: Outcome }, AnswerRefusal>> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<QuestionRow>`
      ${QUESTIONS} where c.payment_id = ${id} and c.phone_id = any(${[...phones]}::uuid[])
      for update of c
    `.execute(tx);
    const [question] = rows;
    if (question === undefined) return refuse({ code: "not_found" });
    const state = outcomeOf(question);
    if (question.state === answer) return ok({ state });
    if (state !== "waiting") return refuse({ code: "wrong_state", state });
    await tx
      .updateTable("payment_confirmation")
      .set({
        state: answer,
        answered_at: sql<Date>`now()`,
        ...(answer === "confirmed"
          ? { expires_at: sql<Date>`now() + make_interval(mins => ${CONFIRMATION_MINUTES})` }
          : {}),
      })
      .where("payment_id", "=", id)
      .execute();
    return ok({ state: answer });
  });
}

type QuestionRow = {
  readonly payment_id: PaymentId;
  readonly state: ConfirmationState;
  readonly asked_at: Date;
  readonly expires_at: Date;
  readonly amount_cents: Cents;
  readonly local_cents: Cents;
  readonly card_number: string;
  readonly till: string;
  readonly merchant_id: MerchantId;
  readonly sealed_details: Buffer;
  readonly payment_state: string | null;
  readonly now: Date;
};

const QUESTIONS = sql`
  select c.payment_id, c.state, c.asked_at, c.expires_at, c.amount_cents, c.local_cents,
    card.number as card_number, till.label as till, merchant.id as merchant_id, merchant.sealed_details,
    p.state as payment_state, now() as now
  from payment_confirmation as c
  join card on card.id = c.card_id
  join till on till.id = c.till_id
  join merchant on merchant.id = c.merchant_id
  left join payment as p on p.id = c.payment_id`;

function outcomeOf({ state, expires_at: expiresAt, payment_state, now }: QuestionRow): Outcome {
  if (payment_state === "abandoned") return "given_up";
  if (payment_state !== null) return "paid";
  return standingOf({ state, expiresAt }, now);
}

const MOST_SHOWN = 10;

/** What these telephones are asked, and were asked within the last day, the newest first. */
export async function listQuestions(
  { db, custody }: { readonly db: Executor; readonly custody: Custody },
  phones: readonly CardPhoneId[],
) {
  const { rows } = await sql<QuestionRow>`
    ${QUESTIONS} where c.phone_id = any(${[...phones]}::uuid[]) and c.asked_at > now() - interval '1 day'
    order by c.asked_at desc limit ${MOST_SHOWN}
  `.execute(db);
  return rows.map((row) => ({
    paymentId: row.payment_id as string,
    cardNumber: row.card_number,
    businessName: openDetails(custody, row.merchant_id, row.sealed_details).businessName,
    till: row.till,
    amountCents: centsToJson(row.amount_cents),
    parts: partsToJson(row.amount_cents, row.local_cents),
    state: outcomeOf(row),
    askedAt: row.asked_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }));
}

/** How a question stands, for the shop that asked it. */
export async function readConfirmation(
  { db }: { readonly db: Executor },
  till: Till,
  id: PaymentId,
): Promise<Result<{ state: Outcome; expiresAt: string }, { code: "not_found" }>> {
  const { rows } = await sql<QuestionRow>`
    ${QUESTIONS} where c.payment_id = ${id} and c.merchant_id = ${till.merchant.id}
  `.execute(db);
  const [question] = rows;
  if (question === undefined) return refuse({ code: "not_found" });
  return ok({ state: outcomeOf(question), expiresAt: question.expires_at.toISOString() });
}
