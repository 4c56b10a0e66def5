import { sql } from "kysely";

import type { MerchantId } from "#core/shared/ids.ts";

import type { Custody } from "../custody/custody.ts";
import { openDetails } from "../merchants/merchants.ts";
import type { Clock } from "../shared/clock.ts";
import type { Executor } from "../shared/database.ts";

type Deps = { db: Executor; custody: Custody; clock: Clock };

type Pace = {
  paid: number;
  /** From presented to paid, in days; null where nothing was paid in the last year. */
  averageDays: number | null;
  waiting: number;
  waitingCents: string;
  oldestDays: number | null;
};

const pace = (now: Date) => sql<Pace>`
  (count(*) filter (where paid_at > ${now}::timestamptz - interval '1 year'))::int as paid,
  round(avg(extract(epoch from paid_at - presented_at) / 86400)
    filter (where paid_at > ${now}::timestamptz - interval '1 year'), 1)::float8 as "averageDays",
  (count(*) filter (where statement.state <> 'paid' and due_cents > 0))::int as waiting,
  coalesce(sum(due_cents) filter (where statement.state <> 'paid'), 0)::text as "waitingCents",
  (max(floor(extract(epoch from ${now}::timestamptz - presented_at) / 86400))
    filter (where statement.state <> 'paid' and due_cents > 0))::int as "oldestDays"
`;

/** How long the town takes to pay its shops, all together and shop by shop: those who wait longest first. */
export async function readPaymentPace({ db, custody, clock }: Deps) {
  const now = clock.now();
  const { rows } =
    await sql<Pace>`select ${pace(now)} from reimbursement_statement as statement`.execute(db);
  const { rows: shops } = await sql<Pace & { id: MerchantId; sealed_details: Buffer }>`
    select merchant.id, merchant.sealed_details, ${pace(now)}
    from reimbursement_statement as statement join merchant on merchant.id = merchant_id
    group by merchant.id order by "oldestDays" desc nulls last, merchant.alias
  `.execute(db);
  return {
    ...paceToJson(rows[0]!),
    merchants: shops.map(({ id, sealed_details, ...figures }) => ({
      id: id as string,
      businessName: openDetails(custody, id, sealed_details).businessName,
      ...paceToJson(figures),
    })),
  };
}

function paceToJson({ averageDays, oldestDays, paid, waiting, waitingCents }: Pace) {
  return {
    ...{ paid, waiting, waitingCents },
    ...(averageDays === null ? {} : { averageDays }),
    ...(oldestDays === null ? {} : { oldestDays }),
  };
}
