import { type Cents, cents, minCents } from "../shared/money.ts";

/**
 * How much of one programme's vouchers a card may spend, as the programme's act has it; null where it sets no limit. For
 * one purchase, so that the aid is spread over the month; for one civil day (Europe/Rome), at all shops together.
 */
export type CardLimits = { readonly payment: Cents | null; readonly day: Cents | null };

/** The limits of a programme, and what the card spent of its vouchers today: read while the card is locked. */
export type LimitFacts = CardLimits & {
  readonly spentToday: Cents;
  /** Midnight in Rome, when the next day begins. */
  readonly until: Date;
};

/** Both name what can be paid now, with all vouchers of the card together: the rest is paid in euros. */
export type LimitRefusal =
  | { code: "programme_payment_limit"; limit: Cents; left: Cents }
  | { code: "programme_day_limit"; limit: Cents; left: Cents; until: Date };

/** How much of a programme's vouchers the card may spend now, of so much that is there. */
export function withinLimits(available: Cents, limits: LimitFacts | undefined): Cents {
  if (limits === undefined) return available;
  const bounds = [limits.payment, leftOfDay(limits)].filter((bound) => bound !== null);
  return bounds.reduce((least, bound) => minCents(least, bound), available);
}

/** Which limit it was that held back more than `left`, which all vouchers together leave to be paid. */
export function limitRefusal(limits: LimitFacts, left: Cents): LimitRefusal {
  const { payment, day, until } = limits;
  const today = leftOfDay(limits);
  if (day !== null && today !== null && (payment === null || today < payment))
    return { code: "programme_day_limit", limit: day, left, until };
  if (payment === null) throw new RangeError("No limit holds anything back here.");
  return { code: "programme_payment_limit", limit: payment, left };
}

/** Nothing where the limit was lowered below what is spent already; null where there is none. */
function leftOfDay({ day, spentToday }: LimitFacts): Cents | null {
  if (day === null) return null;
  return day > spentToday ? cents(day - spentToday) : cents(0n);
}
