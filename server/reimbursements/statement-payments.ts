import { type RawBuilder, sql } from "kysely";

import type { ReviewState } from "#core/reimbursement/judge-review.ts";
import type { PaymentId, StatementId } from "#core/shared/ids.ts";

import type { Executor } from "../shared/database.ts";

type Row = {
  readonly statement_id: StatementId;
  readonly payment_id: PaymentId;
  readonly accepted_at: Date;
  readonly card_number: string;
  readonly fiscal_document: string | null;
  readonly amount_cents: bigint;
  readonly state: ReviewState | null;
  readonly reason: string | null;
  readonly decided_at: Date | null;
};

const ALL = sql``;
const REVIEWED = sql`
  and review.state is not null and line.statement_id in (select statement_id from payment_review)
`;

/** The payments of statements, oldest first, each less its reversals in the same statement, with what was decided on it. */
function paymentsOf(ids: readonly StatementId[], which: RawBuilder<unknown>) {
  return sql<Row>`
    select line.statement_id, payment.id as payment_id, payment.accepted_at, card.number as card_number,
      payment.fiscal_document,
      sum(case when t.reversal_id is null then t.amount_cents else -t.amount_cents end)::bigint as amount_cents,
      review.state, review.reason, review.decided_at
    from statement_line as line
    join signed_transfer as t on t.id = line.transfer_id
    left join reversal on reversal.id = t.reversal_id
    join payment on payment.id = coalesce(t.payment_id, reversal.payment_id)
    join card on card.id = payment.card_id
    left join payment_review_now as review
      on (review.statement_id, review.payment_id) = (line.statement_id, payment.id)
    where line.statement_id = any(${ids}::uuid[]) ${which}
    group by line.statement_id, payment.id, card.number, review.state, review.reason, review.decided_at
    order by payment.accepted_at, payment.id
  `;
}

/** What an officer looks through, payment by payment. */
export async function listStatementPayments(db: Executor, id: StatementId) {
  const { rows } = await paymentsOf([id], ALL).execute(db);
  return rows.map((row) => ({
    ...paymentToJson(row),
    ...(row.fiscal_document === null ? {} : { fiscalDocument: row.fiscal_document }),
    ...(row.state === null ? {} : { review: reviewToJson(row) }),
  }));
}

/** Which payments of each statement the office left out, and why; a statement of which it left out none is not there. */
export async function withheldPayments(db: Executor, ids: readonly StatementId[]) {
  const { rows } = await paymentsOf(ids, REVIEWED).execute(db);
  const withheld = rows.map((row) => ({
    statementId: row.statement_id,
    ...{ ...paymentToJson(row), ...reviewToJson(row) },
  }));
  return Map.groupBy(withheld, ({ statementId }) => statementId);
}

function paymentToJson({ payment_id, accepted_at, card_number, amount_cents }: Row) {
  return {
    paymentId: payment_id as string,
    acceptedAt: accepted_at.toISOString(),
    cardNumber: card_number,
    amountCents: amount_cents.toString(),
  };
}

function reviewToJson({ state, reason, decided_at }: Row) {
  return { state: state!, reason: reason!, decidedAt: decided_at!.toISOString() };
}
