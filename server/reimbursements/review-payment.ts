import { sql } from "kysely";

import {
  type ReviewRefusal,
  type ReviewState,
  judgeReview,
} from "#core/reimbursement/judge-review.ts";
import type { Address, PaymentId, StatementId } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { lockHolding, releaseHolding } from "../merchants/merchants.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import { bookPromiseAgain, counterPromises } from "../shared/journal.ts";

type Deps = { readonly db: Database; readonly clock: Clock };

export type ReviewInput = {
  readonly statementId: StatementId;
  readonly paymentId: PaymentId;
  readonly to: ReviewState;
  readonly reason: string;
};

/**
 * Suspends, rejects or releases one payment of a presented statement. What is left out is claimed no more: the shop may
 * reverse it, but not present it again before it is released. The same decision sent again by the same officer changes
 * nothing. Answers how much the decision is about, or `undefined` where it stood already.
 */
export async function reviewPayment(
  { db, clock }: Deps,
  { statementId, paymentId, to, reason }: ReviewInput,
  officer: Address,
): Promise<Result<Cents | undefined, ReviewRefusal | { code: "not_found" }>> {
  return db.transaction().execute(async (tx) => {
    const statement = await lockStatement(tx, statementId);
    if (statement === undefined) return refuse({ code: "not_found" });
    const net = await netOf(tx, statementId, paymentId);
    if (net === undefined) return refuse({ code: "not_found" });
    const earlier = await reviewNow(tx, statementId, paymentId);
    if (earlier?.state === to && earlier.reason === reason && earlier.decided_by === officer)
      return ok(undefined);
    const { state, due_cents: due } = statement;
    const judged = judgeReview(
      { statement: state, review: earlier?.state ?? "none", net, due },
      to,
    );
    if (!judged.ok) return judged;
    const amount = earlier?.amount_cents ?? cents(judged.value);
    await tx
      .insertInto("payment_review")
      .values({
        ...{ statement_id: statementId, payment_id: paymentId, state: to, reason },
        ...{ amount_cents: amount, decided_by: officer, decided_at: clock.now() },
      })
      .execute();
    if (earlier === undefined) await withhold(tx, statement, amount);
    if (to === "released") await releaseLines(tx, statementId, paymentId, clock.now());
    return ok(amount);
  });
}

type Statement = NonNullable<Awaited<ReturnType<typeof lockStatement>>>;

/** The shop's holding is locked first, as whoever presents, reverses or reads the chain does. */
async function lockStatement(tx: Tx, id: StatementId) {
  const query = tx
    .selectFrom("reimbursement_statement as statement")
    .where("statement.id", "=", id);
  const known = await query.select(["merchant_id", "programme_id"]).executeTakeFirst();
  if (known === undefined) return undefined;
  await lockHolding(tx, known.merchant_id, known.programme_id);
  return query
    .innerJoin("merchant", "merchant.id", "statement.merchant_id")
    .select(["statement.id", "statement.state", "statement.due_cents", "merchant.account"])
    .select(["statement.merchant_id", "statement.programme_id"])
    .forUpdate("statement")
    .executeTakeFirstOrThrow();
}

/** What the statement says of a payment, less its reversals in it; `undefined` where it does not speak of it. */
async function netOf(
  db: Executor,
  statementId: StatementId,
  paymentId: PaymentId,
): Promise<bigint | undefined> {
  const { rows } = await sql<{ net: bigint | null }>`
    select sum(case when t.reversal_id is null then t.amount_cents else -t.amount_cents end)::bigint as net
    from statement_line as line join signed_transfer as t on t.id = line.transfer_id
    left join reversal on reversal.id = t.reversal_id
    where line.statement_id = ${statementId}
      and coalesce(t.payment_id, reversal.payment_id) = ${paymentId}
  `.execute(db);
  return rows[0]!.net ?? undefined;
}

async function reviewNow(db: Executor, statementId: StatementId, paymentId: PaymentId) {
  return db
    .selectFrom("payment_review_now")
    .selectAll()
    .where("statement_id", "=", statementId)
    .where("payment_id", "=", paymentId)
    .executeTakeFirst();
}

/** Takes an amount out of a statement's claim. The journal's entry cannot change: it is countered and booked anew. */
async function withhold(tx: Tx, statement: Statement, amount: Cents): Promise<void> {
  const { id, merchant_id: merchantId, programme_id: programmeId, account } = statement;
  await tx
    .updateTable("reimbursement_statement")
    .set((row) => ({ withheld_cents: row("withheld_cents", "+", amount) }))
    .where("id", "=", id)
    .execute();
  await releaseHolding(tx, merchantId, programmeId, amount);
  await counterPromises(tx, "claim", "void", [id]);
  const left = cents(statement.due_cents - amount);
  const claim = { kind: "claim", cause: id, programmeId, holder: account!, amount: left } as const;
  if (left > 0n) await bookPromiseAgain(tx, claim);
}

/** From now on they may stand in another statement. */
async function releaseLines(
  tx: Tx,
  statementId: StatementId,
  paymentId: PaymentId,
  now: Date,
): Promise<void> {
  await sql`
    update statement_line as line set released_at = ${now}
    from signed_transfer as t left join reversal on reversal.id = t.reversal_id
    where t.id = line.transfer_id and line.statement_id = ${statementId}
      and coalesce(t.payment_id, reversal.payment_id) = ${paymentId}
  `.execute(tx);
}
