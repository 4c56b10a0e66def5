import { sql } from "kysely";

import {
  type TillDay,
  type UnusualRule,
  findUnusualShop,
  findUnusualUse,
} from "#core/payment/unusual-use.ts";
import { civilDay } from "#core/shared/civil-day.ts";
import type { Address, MerchantId, TillId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import { openDetails } from "../merchants/merchants.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import { shopDays } from "./shop-days.ts";

type Deps = { db: Database; custody: Custody; clock: Clock };

const HOUR_MS = 3_600_000;

type DayRow = {
  till_id: TillId;
  sales: string;
  night_cards: string;
  emptied: string;
  round: string;
  cards_in_ten_minutes: string;
  hours: string;
};

/** Looks at what every till did today, and at yesterday's night, and writes down what is unusual. */
export async function watchTills(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  // Until an hour after midnight yesterday is still looked at: a day's last minutes belong to it.
  const earlier = new Date(now.getTime() - HOUR_MS);
  for (const day of new Set([civilDay(earlier), civilDay(now)])) await noteDay(deps, day, now);
}

async function noteDay({ db, custody }: Deps, day: string, now: Date): Promise<void> {
  const days = await tillDays(db, day);
  const tills = [...days.keys()];
  // Wrong passwords are counted in the present hour, so they are today's.
  const isToday = day === civilDay(now);
  const guesses = isToday ? await custody.readGuesses(tills.map((till) => ({ till }))) : [];
  for (const [index, till] of tills.entries()) {
    const wrongPasswords = guesses[index]?.wrong ?? 0;
    for (const { rule, figure } of findUnusualUse({ ...days.get(till)!, wrongPasswords }))
      await note(db, { till, rule, day, figure, now });
  }
  for (const { till, ...shopDay } of await shopDays(db, day))
    for (const { rule, figure } of findUnusualShop(shopDay))
      await note(db, { till, rule, day, figure, now });
}

type Sighting = { till: TillId; rule: UnusualRule; day: string; figure: number; now: Date };

async function note(db: Database, { till, rule, day, figure, now }: Sighting): Promise<void> {
  await sql`
    insert into unusual_use as known (till_id, rule, day, figure, first_seen_at)
    values (${till}, ${rule}, ${day}::date, ${figure}, ${now})
    on conflict (till_id, rule, day) do update set figure = excluded.figure
    where excluded.figure > known.figure
  `.execute(db);
}

/** Every till that is in use, or sold something on that day. */
async function tillDays(
  db: Database,
  day: string,
): Promise<Map<TillId, Omit<TillDay, "wrongPasswords">>> {
  const { rows } = await sql<DayRow>`
    with sale as (
      select till_id, card_id, amount_cents, local_cents, left_cents, accepted_at,
        extract(hour from accepted_at at time zone 'Europe/Rome') as hour,
        date_bin('10 minutes', accepted_at, timestamptz 'epoch') as ten_minutes
      from payment
      where card_id is not null
        and accepted_at >= ${day}::date::timestamp at time zone 'Europe/Rome'
        and accepted_at < (${day}::date + 1)::timestamp at time zone 'Europe/Rome'
    ), crowd as (
      select till_id, max(cards) as cards from (
        select till_id, count(distinct card_id) as cards from sale group by till_id, ten_minutes
      ) as bin group by till_id
    )
    select till.id as till_id, count(sale.till_id) as sales,
      count(distinct sale.card_id) filter (where hour >= 23 or hour < 5) as night_cards,
      count(*) filter (where sale.left_cents = 0 and sale.amount_cents > sale.local_cents) as emptied,
      count(*) filter (where sale.amount_cents % 1000 = 0) as round,
      count(distinct hour) as hours,
      coalesce(max(crowd.cards), 0) as cards_in_ten_minutes
    from till
    left join sale on sale.till_id = till.id
    left join crowd on crowd.till_id = till.id
    where till.revoked_at is null or sale.till_id is not null
    group by till.id
  `.execute(db);
  return new Map(
    rows.map((row) => [
      row.till_id,
      {
        sales: Number(row.sales),
        nightCards: Number(row.night_cards),
        emptied: Number(row.emptied),
        round: Number(row.round),
        cardsInTenMinutes: Number(row.cards_in_ten_minutes),
        hours: Number(row.hours),
      },
    ]),
  );
}

/** What nobody has looked into yet, by rule: for the alarms. */
export async function countUnusualUse(db: Database): Promise<Map<UnusualRule, number>> {
  const rows = await db
    .selectFrom("unusual_use")
    .where("closed_at", "is", null)
    .groupBy("rule")
    .select((select) => ["rule", select.fn.countAll<bigint>().as("count")])
    .execute();
  return new Map(rows.map(({ rule, count }) => [rule, Number(count)]));
}

const MOST_LISTED = 200;

/** What is to be looked into, then what was, the newest first. */
export async function listUnusualUse({ db, custody }: Pick<Deps, "db" | "custody">) {
  const rows = await db
    .selectFrom("unusual_use")
    .innerJoin("till", "till.id", "unusual_use.till_id")
    .innerJoin("merchant", "merchant.id", "till.merchant_id")
    .select(["unusual_use.till_id", "unusual_use.rule", "unusual_use.figure"])
    .select(["unusual_use.first_seen_at", "unusual_use.closed_at", "unusual_use.outcome"])
    .select(["till.label", "till.revoked_at"])
    .select(["merchant.id as merchant_id", "merchant.alias", "merchant.sealed_details"])
    .select(sql<string>`unusual_use.day::text`.as("day"))
    .orderBy(sql`closed_at is not null`)
    .orderBy("day", "desc")
    .orderBy("first_seen_at", "desc")
    .limit(MOST_LISTED)
    .execute();
  return rows.map((row) => ({
    tillId: row.till_id as string,
    till: row.label,
    isTillInUse: row.revoked_at === null,
    merchant: merchantOf(custody, row),
    ...{ rule: row.rule, day: row.day, figure: row.figure },
    firstSeenAt: row.first_seen_at.toISOString(),
    ...(row.closed_at === null
      ? {}
      : { closedAt: row.closed_at.toISOString(), outcome: row.outcome! }),
  }));
}

function merchantOf(
  custody: Custody,
  row: { merchant_id: MerchantId; alias: string; sealed_details: Buffer },
) {
  const { businessName } = openDetails(custody, row.merchant_id, row.sealed_details);
  return { id: row.merchant_id as string, businessName, alias: row.alias };
}

export type UnusualKey = {
  readonly tillId: TillId;
  readonly rule: UnusualRule;
  readonly day: string;
};

/** An officer has looked into it, and says what came of it. */
export async function closeUnusualUse(
  { db, clock }: Pick<Deps, "db" | "clock">,
  officer: Address,
  { tillId, rule, day }: UnusualKey,
  outcome: string,
): Promise<Result<undefined, { code: "not_found" }>> {
  const { numUpdatedRows } = await db
    .updateTable("unusual_use")
    .set({ closed_at: clock.now(), closed_by: officer, outcome })
    .where("till_id", "=", tillId)
    .where("rule", "=", rule)
    .where(sql<boolean>`day = ${day}::date`)
    .where("closed_at", "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n ? ok(undefined) : refuse({ code: "not_found" });
}
