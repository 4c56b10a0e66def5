import { sql } from "kysely";

import { type Row, suppressTable } from "#core/open-data/suppress-cells.ts";
import type { Address } from "#core/shared/ids.ts";

import type { Database } from "../shared/database.ts";

type CategoryCell = { readonly category: string; readonly count: number; readonly amount: bigint };
type Label = {
  readonly name: string;
  readonly voucher: Address;
  /** Monday and Sunday, in Italy: ISO 8601. */
  readonly from: string;
  readonly until: string;
};
type Week = Label & Row<CategoryCell>;

type Found = {
  name: string;
  voucher: Address;
  monday: string;
  sunday: string;
  category: string;
  payments: bigint;
  cents: string;
};

/**
 * Settled payments by programme, week and category, weeks that ended a day ago at least: by the time of the block that
 * settled them, so that a week that was published does not change. What is too small to be published is withheld, each
 * programme for itself; sums by category over all weeks are not made, because two of them would tell a week.
 */
export async function weeklySpending(db: Database, now: Date) {
  const found = await readWeeks(db, now);
  const byProgramme = Map.groupBy(found, ({ voucher }) => voucher);
  return [...byProgramme.values()].flatMap((rows) =>
    suppressTable<Label, CategoryCell>(weeksOf(rows)),
  );
}

function weeksOf(rows: readonly Found[]): Week[] {
  return [...Map.groupBy(rows, ({ monday }) => monday).values()].map((own) => {
    const { name, voucher, monday: from, sunday: until } = own[0]!;
    const cells = own.map(({ category, payments, cents }) => ({
      ...{ category, count: Number(payments), amount: BigInt(cents) },
    }));
    const count = cells.reduce((sum, cell) => sum + cell.count, 0);
    const amount = cells.reduce((sum, cell) => sum + cell.amount, 0n);
    return { name, voucher, from, until, count, amount, cells };
  });
}

async function readWeeks(db: Database, now: Date): Promise<Found[]> {
  const { rows } = await sql<Found>`
    with share as (
      select t.programme_id, t.payment_id, p.merchant_id, t.amount_cents,
        date_trunc('week', t.settled_at at time zone 'Europe/Rome')::date as monday
      from signed_transfer as t join payment as p on p.id = t.payment_id
      where t.state = 'settled'
    ), week as (
      select distinct programme_id, monday from share
      where (monday + 8)::timestamp at time zone 'Europe/Rome' <= ${now}
    )
    select o.name, o.voucher, week.monday::text as monday, (week.monday + 6)::text as sunday,
      c.name as category, count(distinct share.payment_id) as payments,
      coalesce(sum(share.amount_cents), 0)::text as cents
    from week
    join programme as o on o.id = week.programme_id
    join merchant_category as c on c.number = any(o.categories)
    left join merchant as m on m.category = c.number
    left join share on share.merchant_id = m.id and share.programme_id = o.id
      and share.monday = week.monday
    where o.voucher is not null
    group by o.name, o.voucher, o.opened_at, week.monday, c.number, c.name
    order by o.opened_at, week.monday, c.number
  `.execute(db);
  return rows;
}
