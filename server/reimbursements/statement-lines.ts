import { sql } from "kysely";

import type { ReviewState } from "#core/reimbursement/judge-review.ts";
import type { Address, MerchantId, ProgrammeId, StatementId } from "#core/shared/ids.ts";

import type { Executor, Tx } from "../shared/database.ts";

/** One movement of a statement. `amount` in cents: below zero where it went back to a card. */
export type StatementLine = {
  readonly kind: "payment" | "reversal";
  readonly at: Date;
  readonly cardNumber: string;
  readonly amount: bigint;
  readonly fiscalDocument: string | null;
  readonly transaction: string | null;
  /** What the office decided on its payment: it is left out. */
  readonly review: ReviewState | null;
};

type Holder = {
  readonly merchantId: MerchantId;
  readonly account: Address;
  readonly programmeId: ProgrammeId;
};

/**
 * What counts for a shop's claim and stands in no statement yet: settled payments, and reversals from their acceptance on.
 * What gives back a payment that the office left out counts with that payment, once it is released.
 */
const unclaimed = ({ account, programmeId }: Holder) => sql`
  t.programme_id = ${programmeId}
  and (
    (t.payment_id is not null and t.to_account = ${account} and t.state = 'settled')
    or (t.reversal_id is not null and t.from_account = ${account} and t.state <> 'failed')
  )
  and not exists (
    select 1 from statement_line as l where l.transfer_id = t.id and l.released_at is null
  )
  and not exists (
    select 1 from reversal
    join payment_review_now as review
      on review.payment_id = reversal.payment_id and review.state <> 'released'
    join statement_line as l on l.statement_id = review.statement_id
    join signed_transfer as paid on paid.id = l.transfer_id and paid.digest = t.reversed_digest
    where reversal.id = t.reversal_id
  )
`;

/** What a shop holds of payments that the office left out of its statements and has not released, in cents. */
export async function withheldOf(
  db: Executor,
  { merchantId, programmeId }: Pick<Holder, "merchantId" | "programmeId">,
): Promise<bigint> {
  const { rows } = await sql<{ cents: bigint }>`
    select coalesce(sum(greatest(0, review.amount_cents - coalesce((
      select sum(back.amount_cents) from reversal
      join signed_transfer as back on back.reversal_id = reversal.id and back.state <> 'failed'
      where reversal.payment_id = review.payment_id
        and exists (
          select from statement_line as l join signed_transfer as paid on paid.id = l.transfer_id
          where l.statement_id = review.statement_id and paid.digest = back.reversed_digest
        )
        and not exists (
          select from statement_line as l
          where l.transfer_id = back.id and l.statement_id = review.statement_id
        )
    ), 0))), 0)::bigint as cents
    from payment_review_now as review
    join reimbursement_statement as statement on statement.id = review.statement_id
    where statement.merchant_id = ${merchantId} and statement.programme_id = ${programmeId}
      and review.state <> 'released'
  `.execute(db);
  return rows[0]!.cents;
}

/** Puts all that a new statement is made of under it. The shop's holding is locked by the caller. */
export async function claimLines(tx: Tx, id: StatementId, holder: Holder): Promise<void> {
  await sql`
    insert into statement_line (transfer_id, statement_id)
    select t.id, ${id} from signed_transfer as t where ${unclaimed(holder)}
  `.execute(tx);
}

/** A statement's movements, oldest first. */
export async function linesOf(db: Executor, id: StatementId): Promise<StatementLine[]> {
  const { rows } = await sql<StatementLine>`
    select
      case when t.reversal_id is null then 'payment' else 'reversal' end as kind,
      coalesce(reversal.accepted_at, payment.accepted_at) as at,
      card.number as "cardNumber",
      (case when t.reversal_id is null then t.amount_cents else -t.amount_cents end)::bigint as amount,
      payment.fiscal_document as "fiscalDocument",
      t.settled_transaction as transaction, review.state as review
    from statement_line as l
    join signed_transfer as t on t.id = l.transfer_id
    left join reversal on reversal.id = t.reversal_id
    join payment on payment.id = coalesce(t.payment_id, reversal.payment_id)
    join card on card.id = payment.card_id
    left join payment_review_now as review
      on (review.statement_id, review.payment_id) = (l.statement_id, payment.id)
    where l.statement_id = ${id}
    order by at, t.id
  `.execute(db);
  return rows;
}

/** Why the amount that can be presented is what it is, in cents. */
export type Explanation = {
  readonly payments: number;
  readonly paid: bigint;
  readonly reversed: bigint;
  /** Accepted and not final on chain yet: in the next statement. */
  readonly waiting: bigint;
  /** Can never settle, and not made good yet: the office sees to it. */
  readonly failed: bigint;
};

/** What a statement presented now would be made of, and what would not be in it. */
export async function explain(db: Executor, holder: Holder): Promise<Explanation> {
  const { account, programmeId } = holder;
  const { rows } = await sql<Explanation>`
    select
      (count(distinct t.payment_id) filter (where t.state = 'settled'))::int as payments,
      coalesce(sum(t.amount_cents) filter (where t.payment_id is not null and t.state = 'settled'), 0)::bigint as paid,
      coalesce(sum(t.amount_cents) filter (where t.reversal_id is not null), 0)::bigint as reversed,
      (select coalesce(sum(w.amount_cents), 0)::bigint from signed_transfer as w
        where w.programme_id = ${programmeId} and w.to_account = ${account}
        and w.payment_id is not null and w.state in ('accepted', 'batched')) as waiting,
      (select coalesce(sum(w.amount_cents), 0)::bigint from signed_transfer as w
        where w.programme_id = ${programmeId} and w.to_account = ${account}
        and w.payment_id is not null and w.state = 'failed'
        and not exists (select from made_good where made_good.transfer_id = w.id)) as failed
    from signed_transfer as t where ${unclaimed(holder)}
  `.execute(db);
  return rows[0]!;
}
