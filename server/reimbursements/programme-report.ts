import { sql } from "kysely";

import type { MerchantId, ProgrammeId } from "#core/shared/ids.ts";

import type { Custody } from "../custody/custody.ts";
import { openDetails } from "../merchants/merchants.ts";
import type { Database, Executor } from "../shared/database.ts";

type Month = {
  month: string;
  issued: bigint;
  spent: bigint;
  reversed: bigint;
  redeemed: bigint;
  reclaimed: bigint;
};
type Category = { category: string; payments: bigint; spent: bigint; reversed: bigint };
type Merchant = {
  id: MerchantId;
  alias: string;
  sealed_details: Buffer;
  payments: bigint;
  spent: bigint;
  reversed: bigint;
  redeemed: bigint;
  paid: bigint;
};

/**
 * A programme's year: over time, by category and by shop. By the time of the blocks, from what the chain made final: the
 * sums are those of the programme's totals, and whoever counts the chain finds them again.
 */
export async function readProgrammeReport(
  { db, custody }: { db: Database; custody: Custody },
  programmeId: ProgrammeId,
) {
  const [months, categories, merchants] = await Promise.all([
    readMonths(db, programmeId),
    readCategories(db, programmeId),
    readMerchants(db, programmeId),
  ]);
  return {
    months: months.map(({ month, issued, spent, reversed, redeemed, reclaimed }) => ({
      ...{ month, issuedCents: `${issued}`, spentCents: `${spent}`, reversedCents: `${reversed}` },
      ...{ redeemedCents: `${redeemed}`, reclaimedCents: `${reclaimed}` },
    })),
    categories: categories.map(({ category, payments, spent, reversed }) => ({
      ...{ category, payments: Number(payments) },
      ...{ spentCents: `${spent}`, reversedCents: `${reversed}` },
    })),
    merchants: merchants.map(({ id, alias, sealed_details, payments, ...sums }) => ({
      ...{ id: id as string, alias, payments: Number(payments) },
      businessName: openDetails(custody, id, sealed_details).businessName,
      ...{ spentCents: `${sums.spent}`, reversedCents: `${sums.reversed}` },
      ...{ redeemedCents: `${sums.redeemed}`, paidCents: `${sums.paid}` },
      leftCents: `${sums.spent - sums.reversed - sums.redeemed}`,
    })),
  };
}

/** Shares of payments and reversals that are final, each with its shop. */
const SHARES = sql`
  share as (
    select share.amount_cents, share.settled_at, share.reversal_id is not null as is_reversal,
      coalesce(share.payment_id, reversal.payment_id) as payment_id
    from signed_transfer as share left join reversal on reversal.id = share.reversal_id
    where share.programme_id = (select id from chosen) and share.state = 'settled'
  )`;

async function readMonths(db: Executor, programmeId: ProgrammeId): Promise<Month[]> {
  const { rows } = await sql<Month>`
    with chosen as (select id, voucher from programme where id = ${programmeId}), ${SHARES},
    moved as (
      select settled_at as at, case when is_reversal then 'reversed' else 'spent' end as kind, amount_cents::bigint as cents
      from share
      union all
      select block_time, lower(name), (args ->> case name when 'Redeemed' then 'amount' else 'total' end)::bigint
      from chain_event where contract = (select voucher from chosen) and name in ('Issued', 'Redeemed', 'Reclaimed')
    )
    select to_char(at at time zone 'Europe/Rome', 'YYYY-MM') as month,
      coalesce(sum(cents) filter (where kind = 'issued'), 0)::bigint as issued,
      coalesce(sum(cents) filter (where kind = 'spent'), 0)::bigint as spent,
      coalesce(sum(cents) filter (where kind = 'reversed'), 0)::bigint as reversed,
      coalesce(sum(cents) filter (where kind = 'redeemed'), 0)::bigint as redeemed,
      coalesce(sum(cents) filter (where kind = 'reclaimed'), 0)::bigint as reclaimed
    from moved group by month order by month
  `.execute(db);
  return rows;
}

async function readCategories(db: Executor, programmeId: ProgrammeId): Promise<Category[]> {
  const { rows } = await sql<Category>`
    with chosen as (select ${programmeId}::uuid as id), ${SHARES}
    select merchant_category.name as category,
      count(distinct payment.id) as payments,
      coalesce(sum(share.amount_cents) filter (where not is_reversal), 0)::bigint as spent,
      coalesce(sum(share.amount_cents) filter (where is_reversal), 0)::bigint as reversed
    from share
    join payment on payment.id = share.payment_id
    join merchant on merchant.id = payment.merchant_id
    join merchant_category on merchant_category.number = merchant.category
    group by merchant_category.number order by spent desc, category
  `.execute(db);
  return rows;
}

async function readMerchants(db: Executor, programmeId: ProgrammeId): Promise<Merchant[]> {
  const { rows } = await sql<Merchant>`
    with chosen as (select ${programmeId}::uuid as id), ${SHARES},
    taken as (
      select payment.merchant_id, count(distinct payment.id) as payments,
        coalesce(sum(share.amount_cents) filter (where not is_reversal), 0)::bigint as spent,
        coalesce(sum(share.amount_cents) filter (where is_reversal), 0)::bigint as reversed
      from share join payment on payment.id = share.payment_id group by payment.merchant_id
    ), claimed as (
      select merchant_id,
        coalesce(sum(due_cents) filter (where state in ('approved', 'paid')), 0)::bigint as redeemed,
        coalesce(sum(due_cents) filter (where state = 'paid'), 0)::bigint as paid
      from reimbursement_statement where programme_id = (select id from chosen) group by merchant_id
    )
    select merchant.id, merchant.alias, merchant.sealed_details, taken.payments, taken.spent, taken.reversed,
      coalesce(claimed.redeemed, 0)::bigint as redeemed, coalesce(claimed.paid, 0)::bigint as paid
    from taken
    join merchant on merchant.id = taken.merchant_id
    left join claimed on claimed.merchant_id = taken.merchant_id
    order by taken.spent desc, merchant.alias
  `.execute(db);
  return rows;
}

export type ProgrammeReport = Awaited<ReturnType<typeof readProgrammeReport>>;
