import { sql } from "kysely";

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
};

type Holder = {
  readonly merchantId: MerchantId;
  readonly account: Address;
  readonly programmeId: ProgrammeId;
};

/** What counts for a shop's claim and stands in no statement yet: settled payments, and reversals from their acceptance on. */
const unclaimed = ({ account, programmeId }: Holder) => sql`
  t.programme_id = ${programmeId}
  and (
    (t.payment_id is not null and t.to_account = ${account} and t.state = 'settled')
    or (t.reversal_id is not null and t.from_account = ${account} and t.state <> 'failed')
  )
  and not exists (select 1 from statement_line as l where l.transfer_id = t.id)
`;

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
      t.settled_transaction as transaction
    from statement_line as l
    join signed_transfer as t on t.id = l.transfer_id
    left join reversal on reversal.id = t.reversal_id
    join payment on payment.id = coalesce(t.payment_id, reversal.payment_id)
    join card on card.id = payment.card_id
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
      (count(*) filter (where t.payment_id is not null and t.state = 'settled'))::int as payments,
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
