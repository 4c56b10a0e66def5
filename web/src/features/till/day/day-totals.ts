import { type Cents, cents, sumCents } from "#core/shared/money.ts";

import type { Payment, TillDay } from "../../../shared/api/types.ts";

/** What reversals took back of a payment, or will: a reversal that failed took nothing. */
export function reversedOf({ reversals }: Pick<Payment, "reversals">): Cents {
  const counting = reversals.filter(({ state }) => state !== "failed");
  return sumCents(counting.map(({ amountCents }) => cents(BigInt(amountCents))));
}

/** What can still be given back. */
export function reversibleOf(payment: Pick<Payment, "amountCents" | "reversals">): Cents {
  return cents(BigInt(payment.amountCents) - reversedOf(payment));
}

export type DayTotals = {
  readonly taken: Cents;
  readonly voided: Cents;
  readonly reversed: Cents;
  readonly net: Cents;
};

/** The day's takings, what was given back of them, and the difference. Voided payments count as never made. */
export function dayTotals({ totalCents, payments }: TillDay): DayTotals {
  const taken = cents(BigInt(totalCents));
  const reversed = sumCents(payments.map(reversedOf));
  const gone = payments.filter(({ state }) => state === "voided");
  const voided = sumCents(gone.map(({ amountCents }) => cents(BigInt(amountCents))));
  return { taken, voided, reversed, net: cents(taken - reversed) };
}
