import { sql } from "kysely";

import { SMALLEST_COUNT } from "#core/open-data/suppress-cells.ts";
import { centsToJson } from "#core/shared/money.ts";

import { readCursor } from "../indexer/indexer.ts";
import type { Database } from "../shared/database.ts";

/**
 * What the service says of each open programme and of the shops that anyone may see: nothing that tells people apart.
 * `undefined` before the first block was read.
 */
export async function transparencyFigures(db: Database, now: Date) {
  const cursor = await readCursor(db);
  if (cursor === undefined) return undefined;
  const [counts, programmes, localValue, merchants] = await Promise.all([
    publicCounts(db, now),
    openFigures(db),
    localFigures(db),
    publicMerchants(db),
  ]);
  return {
    asOfBlock: Number(cursor.number),
    asOfBlockHash: cursor.hash,
    counts,
    programmes,
    localValue,
    merchants,
  };
}

/** In its own unit: local value is no euro and is never added to one. */
async function localFigures(db: Database) {
  const { rewarded_cents } = await db
    .selectFrom("local_totals")
    .select("rewarded_cents")
    .executeTakeFirstOrThrow();
  return { rewardedCents: centsToJson(rewarded_cents) };
}

type Counts = { cards: number; shops: number; paid: number; days: number | null };

/** Cards, shops, and how long the town took to pay them. */
async function publicCounts(db: Database, now: Date) {
  const { rows } = await sql<Counts>`
    select
      (select count(*)::int from card where status in ('active', 'blocked')) as cards,
      (select count(*)::int from merchant where state = 'active') as shops,
      count(*)::int as paid,
      round(avg(extract(epoch from paid_at - presented_at) / 86400), 1)::float8 as days
    from reimbursement_statement where paid_at > ${now}::timestamptz - interval '1 year'
  `.execute(db);
  const { cards, shops, paid, days } = rows[0]!;
  return {
    ...(cards < SMALLEST_COUNT ? {} : { cards }),
    shops,
    paidStatements: paid,
    ...(days === null ? {} : { averageDaysToPay: days }),
  };
}

async function openFigures(db: Database) {
  const rows = await db
    .selectFrom("programme")
    .innerJoin("programme_totals", "programme_totals.programme_id", "programme.id")
    .selectAll()
    .where("state", "=", "open")
    .orderBy("opened_at")
    .execute();
  return rows.map((row) => ({
    name: row.name,
    symbol: row.symbol,
    act: row.act,
    voucher: row.voucher! as string,
    fundCents: centsToJson(row.fund_cents),
    spendableFrom: row.spendable_from.toISOString(),
    spendableUntil: row.spendable_until.toISOString(),
    settleableUntil: row.settleable_until.toISOString(),
    issuedCents: centsToJson(row.issued_cents),
    heldCents: centsToJson(row.held_cents),
    spentCents: centsToJson(row.spent_cents),
    reversedCents: centsToJson(row.reversed_cents),
    atMerchantsCents: centsToJson(row.at_merchants_cents),
    redeemedCents: centsToJson(row.redeemed_cents),
    reclaimedCents: centsToJson(row.reclaimed_cents),
  }));
}

/** By alias and category only: a sole trader is a natural person. */
async function publicMerchants(db: Database) {
  const rows = await db
    .selectFrom("merchant")
    .innerJoin("merchant_category", "merchant_category.number", "merchant.category")
    .select(["merchant.alias", "merchant_category.name as category", "merchant.account"])
    .where("merchant.state", "in", ["active", "suspended"])
    .orderBy("merchant.alias")
    .execute();
  return rows.map(({ alias, category, account }) => ({
    alias,
    category,
    account: account! as string,
  }));
}
