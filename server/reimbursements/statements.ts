import { sql } from "kysely";

import type { StatementState } from "#core/reimbursement/statement-state.ts";
import type { MerchantId, ProgrammeId, StatementId } from "#core/shared/ids.ts";
import { cents, centsToJson } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import { type Till, holdOfHolding, lockHolding, openDetails } from "../merchants/merchants.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import { bookPromises } from "../shared/journal.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { nextRef } from "./number-statement.ts";
import type { DebitNote } from "./print-debit-note.ts";
import { claimLines, explain, linesOf, withheldOf } from "./statement-lines.ts";
import { withheldPayments } from "./statement-payments.ts";

type Deps = {
  db: Database;
  custody: Custody;
  clock: Clock;
  random: Random;
};

const DAY_MS = 86_400_000;

/**
 * A shop presents all it may of one programme: what is final on chain, neither redeemed nor promised back, nor left out
 * of an earlier statement by the office. The amount is held from now on, so that nothing of it can be given back or
 * presented a second time.
 */
export async function presentStatement(
  deps: Deps,
  till: Till,
  programmeId: ProgrammeId,
): Promise<Result<StatementId, { code: "nothing_to_do" }>> {
  const merchantId = till.merchant.id;
  return deps.db.transaction().execute(async (tx) => {
    const holding = await lockHolding(tx, merchantId, programmeId);
    const withheld = await withheldOf(tx, { merchantId, programmeId });
    const amount =
      holding === undefined ? 0n : holding.confirmed_cents - holding.held_cents - withheld;
    if (amount <= 0n) return refuse({ code: "nothing_to_do" });
    await holdOfHolding(tx, merchantId, programmeId, { held: amount });
    const id = randomUuid(deps.random) as StatementId;
    const last = await lastStatement(tx, merchantId, programmeId);
    const holder = till.merchant.account;
    await bookPromises(tx, [
      { kind: "claim", cause: id, programmeId, holder, amount: cents(amount) },
    ]);
    await tx
      .insertInto("reimbursement_statement")
      .values({
        id,
        ref: await nextRef(tx, deps.random, { merchantId, account: holder, programmeId }),
        number: last.number + 1,
        merchant_id: merchantId,
        programme_id: programmeId,
        amount_cents: cents(amount),
        period_from: last.until,
        period_until: deps.clock.now(),
        state: "presented",
        presented_at: deps.clock.now(),
        approved_at: null,
        approved_transaction: null,
        paid_at: null,
        paid_by: null,
      })
      .execute();
    await claimLines(tx, id, { merchantId, account: holder, programmeId });
    return ok(id);
  });
}

/** The number of the shop's last statement, and when the programme's last period ended (or its first payment was made). */
async function lastStatement(tx: Tx, merchantId: MerchantId, programmeId: ProgrammeId) {
  const { rows } = await sql<{ number: number; until: Date }>`
    select
      coalesce((select max(number) from reimbursement_statement where merchant_id = ${merchantId}), 0) as number,
      coalesce(
        (select max(period_until) from reimbursement_statement
          where merchant_id = ${merchantId} and programme_id = ${programmeId}),
        (select min(p.accepted_at) from payment as p join signed_transfer as t on t.payment_id = p.id
          where p.merchant_id = ${merchantId} and t.programme_id = ${programmeId})
      ) as until
  `.execute(tx);
  return rows[0]!;
}

type Presentable = {
  readonly id: ProgrammeId;
  readonly name: string;
  readonly confirmed_cents: bigint;
  readonly held_cents: bigint;
};

/**
 * What the shop could present now, by programme, and why it is that much: also of programmes of which the chain has given
 * it nothing yet, or never will.
 */
export async function presentable(db: Executor, { id: merchantId, account }: Till["merchant"]) {
  const { rows } = await sql<Presentable>`
    select programme.id, programme.name, coalesce(confirmed_cents, 0)::bigint as confirmed_cents,
      coalesce(held_cents, 0)::bigint as held_cents
    from programme left join merchant_holding as own
      on own.programme_id = programme.id and own.merchant_id = ${merchantId}
    where own.merchant_id is not null or programme.id in (
      select programme_id from signed_transfer
      where to_account = ${account} and payment_id is not null and state in ('accepted', 'batched', 'failed')
    )
    order by programme.name
  `.execute(db);
  return Promise.all(
    rows.map(async (row) => {
      const withheld = await withheldOf(db, { merchantId, programmeId: row.id });
      const free = row.confirmed_cents - row.held_cents - withheld;
      const amount = free > 0n ? free : 0n;
      const why = await explain(db, { merchantId, account, programmeId: row.id });
      return {
        programmeId: row.id as string,
        programme: row.name,
        amountCents: amount.toString(),
        payments: why.payments,
        paidCents: why.paid.toString(),
        reversedCents: why.reversed.toString(),
        otherCents: (amount - why.paid + why.reversed).toString(),
        waitingCents: why.waiting.toString(),
        failedCents: why.failed.toString(),
        withheldCents: withheld.toString(),
      };
    }),
  );
}

/** What the shop's debit note for one of its statements says. */
export async function debitNote(
  { db, custody }: Pick<Deps, "db" | "custody">,
  merchantId: MerchantId,
  id: StatementId,
): Promise<Result<DebitNote, { code: "not_found" }>> {
  const row = await db
    .selectFrom("reimbursement_statement as statement")
    .innerJoin("merchant", "merchant.id", "statement.merchant_id")
    .innerJoin("programme", "programme.id", "statement.programme_id")
    .selectAll("statement")
    .select(["programme.name as programme", "programme.act", "merchant.sealed_details"])
    .where("statement.id", "=", id)
    .where("statement.merchant_id", "=", merchantId)
    .executeTakeFirst();
  if (row === undefined) return refuse({ code: "not_found" });
  const { number, programme, act, ref } = row;
  return ok({
    ...{ number, programme, act, ref },
    presentedAt: row.presented_at,
    periodFrom: row.period_from,
    periodUntil: row.period_until,
    amount: row.amount_cents,
    due: row.due_cents,
    merchant: openDetails(custody, merchantId, row.sealed_details),
    lines: await linesOf(db, id),
  });
}

export type StatementFilter = {
  readonly id?: StatementId;
  readonly merchantId?: MerchantId;
  readonly state?: StatementState | undefined;
};

/** Since when it is in an order that the bank has not rejected; null where it is in none. */
const orderedAt = sql<Date | null>`(
  select transfer_order.created_at from transfer_order_line as line
  join transfer_order on transfer_order.id = line.order_id
  where line.statement_id = statement.id and (line.outcome is null or line.outcome = 'paid')
)`.as("ordered_at");

/** Statements as shop and office see them, the oldest unpaid first. */
export async function listStatements(
  { db, custody, clock }: Pick<Deps, "db" | "custody" | "clock">,
  { id, merchantId, state }: StatementFilter,
) {
  const rows = await db
    .selectFrom("reimbursement_statement as statement")
    .innerJoin("merchant", "merchant.id", "statement.merchant_id")
    .innerJoin("programme", "programme.id", "statement.programme_id")
    .selectAll("statement")
    .select(["programme.name as programme", "merchant.sealed_details"])
    .select(orderedAt)
    .$if(id !== undefined, (query) => query.where("statement.id", "=", id!))
    .$if(merchantId !== undefined, (query) =>
      query.where("statement.merchant_id", "=", merchantId!),
    )
    .$if(state !== undefined, (query) => query.where("statement.state", "=", state!))
    .orderBy(sql`statement.state = 'paid'`)
    .orderBy("statement.presented_at")
    .execute();
  const withheld = await withheldPayments(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id as string,
    ref: row.ref as string,
    number: row.number,
    programmeId: row.programme_id as string,
    programme: row.programme,
    merchant: {
      id: row.merchant_id as string,
      businessName: openDetails(custody, row.merchant_id, row.sealed_details).businessName,
    },
    amountCents: centsToJson(row.amount_cents),
    dueCents: centsToJson(row.due_cents),
    withheld: (withheld.get(row.id) ?? []).map(({ statementId: _, ...payment }) => payment),
    periodFrom: row.period_from.toISOString(),
    periodUntil: row.period_until.toISOString(),
    state: row.state,
    presentedAt: row.presented_at.toISOString(),
    ...(row.checked_at === null ? {} : { checkedAt: row.checked_at.toISOString() }),
    ...(row.approved_at === null ? {} : { approvedAt: row.approved_at.toISOString() }),
    ...(row.approved_transaction === null
      ? {}
      : { approvedTransaction: row.approved_transaction as string }),
    ...(row.ordered_at === null ? {} : { orderedAt: row.ordered_at.toISOString() }),
    ...(row.paid_at === null ? {} : { paidAt: row.paid_at.toISOString() }),
    days: Math.floor(
      ((row.paid_at ?? clock.now()).getTime() - row.presented_at.getTime()) / DAY_MS,
    ),
  }));
}
