import { sql } from "kysely";

import type { MerchantId } from "#core/shared/ids.ts";
import { centsToJson } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import type { TillClosingTable } from "../shared/till-tables.ts";
import type { Till } from "./merchants.ts";

type Deps = { readonly db: Database; readonly clock: Clock; readonly random: Random };

const MOST_CLOSINGS = 60;

/**
 * Closes the drawer: adds up all that the shop took since the closing before, and writes it down under the next number.
 * Selling goes on; what is sold later belongs to the next closing. A payment falls into exactly one closing; what is
 * voided or reversed later is told by the closing after that.
 */
export async function closeDay(
  { db, clock, random }: Deps,
  till: Till,
): Promise<Result<ClosingView, { code: "nothing_to_do" }>> {
  return db.transaction().execute(async (tx) => {
    await lockMerchant(tx, till.merchant.id);
    const last = await lastClosing(tx, till.merchant.id);
    const until = clock.now();
    const from = last.until ?? till.activatedAt;
    const sums = await addUp(tx, till.merchant.id);
    const isEmpty = sums.payments === 0 && sums.voided === 0 && sums.reversed_cents === 0n;
    if (isEmpty) return refuse({ code: "nothing_to_do" });
    const closing = await tx
      .insertInto("till_closing")
      .values({
        id: randomUuid(random),
        merchant_id: till.merchant.id,
        number: last.number + 1,
        till_id: till.id,
        operator_id: till.operatorId ?? null,
        closed_from: from,
        closed_until: until,
        ...sums,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return ok(closingToJson(closing));
  });
}

/** Two tills that close at once follow each other: no payment is counted twice, no number is given twice. */
async function lockMerchant(tx: Tx, id: MerchantId): Promise<void> {
  await tx.selectFrom("merchant").select("id").where("id", "=", id).forNoKeyUpdate().execute();
}

async function lastClosing(tx: Tx, id: MerchantId): Promise<{ number: number; until?: Date }> {
  const last = await tx
    .selectFrom("till_closing")
    .select(["number", "closed_until as until"])
    .where("merchant_id", "=", id)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return last ?? { number: 0 };
}

type Sums = Pick<
  TillClosingTable,
  "payments" | "taken_cents" | "voided" | "voided_cents" | "reversed_cents" | "local_net_cents"
>;

/** All that the shop ever took, less what earlier closings told of: whatever came late is in the next one, never in none. */
async function addUp(tx: Tx, id: MerchantId): Promise<Sums> {
  const { rows } = await sql<Sums>`
    with taken as (
      select count(*) as payments, coalesce(sum(amount_cents), 0) as taken,
        count(voided_at) as voided,
        coalesce(sum(amount_cents) filter (where voided_at is not null), 0) as voided_amount,
        coalesce(sum(local_cents) filter (where voided_at is null), 0) as local
      from payment where merchant_id = ${id} and state <> 'abandoned'
    ), back as (
      select coalesce(sum(reversal.amount_cents), 0) as reversed, coalesce(sum(reversal.local_cents), 0) as local
      from reversal join payment on payment.id = reversal.payment_id
      where payment.merchant_id = ${id} and reversal.state <> 'failed'
    ), told as (
      select coalesce(sum(payments), 0) as payments, coalesce(sum(taken_cents), 0) as taken,
        coalesce(sum(voided), 0) as voided, coalesce(sum(voided_cents), 0) as voided_amount,
        coalesce(sum(reversed_cents), 0) as reversed, coalesce(sum(local_net_cents), 0) as local
      from till_closing where merchant_id = ${id}
    )
    select
      (taken.payments - told.payments)::int as payments,
      (taken.taken - told.taken)::bigint as taken_cents,
      (taken.voided - told.voided)::int as voided,
      (taken.voided_amount - told.voided_amount)::bigint as voided_cents,
      (back.reversed - told.reversed)::bigint as reversed_cents,
      (taken.local - back.local - told.local)::bigint as local_net_cents
    from taken, back, told
  `.execute(tx);
  return rows[0]!;
}

/** The shop's closings, the last one in front. */
export async function listClosings(
  { db }: Pick<Deps, "db">,
  merchantId: MerchantId,
): Promise<ClosingView[]> {
  const rows = await db
    .selectFrom("till_closing")
    .selectAll()
    .where("merchant_id", "=", merchantId)
    .orderBy("number", "desc")
    .limit(MOST_CLOSINGS)
    .execute();
  return rows.map(closingToJson);
}

export type ClosingView = ReturnType<typeof closingToJson>;

function closingToJson(closing: TillClosingTable) {
  return {
    number: closing.number,
    from: closing.closed_from.toISOString(),
    until: closing.closed_until.toISOString(),
    payments: closing.payments,
    takenCents: centsToJson(closing.taken_cents),
    voided: closing.voided,
    voidedCents: centsToJson(closing.voided_cents),
    reversedCents: closing.reversed_cents.toString(),
    netCents: (closing.taken_cents - closing.voided_cents - closing.reversed_cents).toString(),
    localNetCents: closing.local_net_cents.toString(),
  };
}
