import { sql } from "kysely";

import type { ShopDay } from "#core/payment/unusual-use.ts";
import type { TillId } from "#core/shared/ids.ts";

import type { Database } from "../shared/database.ts";

type Row = {
  till_id: TillId;
  sales: string;
  cents: string;
  emptied: string;
  splitting: string;
  last_days: string;
  usual_days: string;
  usual_sales: string | null;
  usual_cents: string | null;
};

/** Every shop that sold something on a day, with its usual day and the till that sold most. */
export async function shopDays(
  db: Database,
  day: string,
): Promise<(ShopDay & { readonly till: TillId })[]> {
  const { rows } = await sql<Row>`
    with bounds as (
      select ${day}::date::timestamp at time zone 'Europe/Rome' as since,
        (${day}::date + 1)::timestamp at time zone 'Europe/Rome' as until
    ), sale as (
      select payment.* from payment, bounds
      where card_id is not null and accepted_at >= since and accepted_at < until
    ), busiest as (
      select distinct on (merchant_id) merchant_id, till_id from sale
      group by merchant_id, till_id order by merchant_id, count(*) desc, till_id
    ), split as (
      select merchant_id, count(distinct card_id) as cards from (
        select merchant_id, card_id, accepted_at
          - lag(accepted_at, 2) over (partition by merchant_id, card_id order by accepted_at) as spread
        from sale
      ) as paid where spread <= interval '1 hour' group by merchant_id
    ), ending as (
      select sale.merchant_id, count(distinct sale.id) as sales
      from sale
      join signed_transfer as share on share.payment_id = sale.id
      join programme on programme.id = share.programme_id
      where programme.spendable_until >= sale.accepted_at
        and programme.spendable_until < sale.accepted_at + interval '3 days'
      group by sale.merchant_id
    ), usual as (
      select merchant_id, count(*) as days, avg(sales) as sales, avg(cents) as cents from (
        select earlier.merchant_id, count(*) as sales, sum(earlier.amount_cents) as cents
        from busiest, bounds, payment as earlier
        where earlier.merchant_id = busiest.merchant_id and earlier.card_id is not null and earlier.state <> 'voided'
          and earlier.accepted_at >= since - interval '30 days' and earlier.accepted_at < since
        group by earlier.merchant_id, (earlier.accepted_at at time zone 'Europe/Rome')::date
      ) as by_day group by merchant_id
    )
    select busiest.till_id, count(*) as sales, sum(sale.amount_cents) as cents,
      count(*) filter (where sale.left_cents = 0 and sale.amount_cents > sale.local_cents) as emptied,
      coalesce(max(split.cards), 0) as splitting, coalesce(max(ending.sales), 0) as last_days,
      coalesce(max(usual.days), 0) as usual_days, max(usual.sales) as usual_sales, max(usual.cents) as usual_cents
    from sale
    join busiest using (merchant_id)
    left join split using (merchant_id)
    left join ending using (merchant_id)
    left join usual using (merchant_id)
    group by merchant_id, busiest.till_id
  `.execute(db);
  return rows.map((row) => ({
    till: row.till_id,
    sales: Number(row.sales),
    amountCents: Number(row.cents),
    emptied: Number(row.emptied),
    splitting: Number(row.splitting),
    lastDays: Number(row.last_days),
    usual: {
      days: Number(row.usual_days),
      sales: Number(row.usual_sales ?? 0),
      amountCents: Number(row.usual_cents ?? 0),
    },
  }));
}
