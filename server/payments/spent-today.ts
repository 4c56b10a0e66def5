import { sql } from "kysely";

import type { SpentToday } from "#core/payment/spending-limits.ts";
import type { CardId } from "#core/shared/ids.ts";
import { cents } from "#core/shared/money.ts";

import type { Till } from "../merchants/merchants.ts";
import type { Executor, Tx } from "../shared/database.ts";
import { PREPARED } from "../shared/prepared-statements.ts";

type Row = {
  card_cents: string;
  card_payments: string;
  card_at_shop_cents: string;
  till_cents: string;
  till_payments: string;
  day_until: Date;
};

/**
 * What card and till have spent on this civil day, with the till locked until the end of the transaction: the card is
 * locked already, so nothing can be added to either in between, on any replica. Tills are locked after cards, always.
 * One round trip: the database's function locks first, then looks.
 */
export async function lockSpending(
  tx: Tx,
  cardId: CardId,
  till: Till,
  now: Date,
): Promise<SpentToday> {
  return spendingOf(tx, cardId, till, now, true);
}

/** The same without a lock: for what promises nothing. */
export async function readSpending(
  db: Executor,
  cardId: CardId,
  till: Till,
  now: Date,
): Promise<SpentToday> {
  return spendingOf(db, cardId, till, now, false);
}

async function spendingOf(
  db: Executor,
  cardId: CardId,
  { id, merchant }: Till,
  now: Date,
  isLocked: boolean,
): Promise<SpentToday> {
  const { rows } = await sql<Row>`${PREPARED}
    select * from spent_today(${cardId}::uuid, ${merchant.id}::uuid, ${id}::uuid,
      ${now}::timestamptz, ${isLocked}::boolean)
  `.execute(db);
  const row = rows[0]!;
  return {
    card: { amount: cents(BigInt(row.card_cents)), payments: Number(row.card_payments) },
    cardAtShop: { amount: cents(BigInt(row.card_at_shop_cents)) },
    till: { amount: cents(BigInt(row.till_cents)), payments: Number(row.till_payments) },
    until: row.day_until,
  };
}
