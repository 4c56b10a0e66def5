import { sql } from "kysely";

import { civilDay } from "#core/shared/civil-day.ts";
import { centsToJson, sumCents } from "#core/shared/money.ts";

import type { Custody } from "../custody/custody.ts";
import type { Till } from "../merchants/merchants.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, PaymentRow } from "../shared/database.ts";
import { partsToJson, paymentsToJson } from "./payment-view.ts";
import { paidToShops } from "./shop-payments.ts";

type Deps = { db: Database; custody: Custody; clock: Clock };

/**
 * The shop's payments of one civil day, newest first, and what they add up to without the voided ones; and what it paid to
 * other shops.
 */
export async function readDay({ db, custody, clock }: Deps, till: Till, day: string | undefined) {
  const wanted = day ?? civilDay(clock.now());
  const payments: PaymentRow[] = await db
    .selectFrom("payment")
    .selectAll()
    .where("merchant_id", "=", till.merchant.id)
    .where("state", "!=", "abandoned")
    .where(sql<boolean>`accepted_at >= (${wanted}::date)::timestamp at time zone 'Europe/Rome'`)
    .where(sql<boolean>`accepted_at < (${wanted}::date + 1)::timestamp at time zone 'Europe/Rome'`)
    .orderBy("accepted_at", "desc")
    .orderBy("id")
    .execute();
  const counted = payments.filter((payment) => payment.state !== "voided");
  const total = sumCents(counted.map((payment) => payment.amount_cents));
  return {
    day: wanted,
    totalCents: centsToJson(total),
    parts: partsToJson(total, sumCents(counted.map((payment) => payment.local_cents))),
    count: counted.length,
    payments: await paymentsToJson({ db, custody }, payments),
    toShops: await paidToShops({ db, custody }, till, wanted),
  };
}
