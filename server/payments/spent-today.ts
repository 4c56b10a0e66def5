import type { SpentToday } from "#core/payment/spending-limits.ts";
import { cents } from "#core/shared/money.ts";

/**
 * What the database's `spent_today` answers: what card and till have spent on this civil day. Where it is told to, it
 * locks the till first, until the end of the transaction, and looks then.
 */
export type SpentRow = {
  readonly card_cents: bigint;
  readonly card_payments: bigint;
  readonly card_at_shop_cents: bigint;
  readonly till_cents: bigint;
  readonly till_payments: bigint;
  readonly day_until: Date;
};

export function spentTodayOf(row: SpentRow): SpentToday {
  return {
    card: { amount: cents(row.card_cents), payments: Number(row.card_payments) },
    cardAtShop: { amount: cents(row.card_at_shop_cents) },
    till: { amount: cents(row.till_cents), payments: Number(row.till_payments) },
    until: row.day_until,
  };
}
