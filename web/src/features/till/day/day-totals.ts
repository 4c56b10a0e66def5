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

/** What of an amount's parts is local value. */
export function localIn(parts: Payment["parts"]): bigint {
  return BigInt(parts.find(({ kind }) => kind === "local")?.amountCents ?? 0);
}

export type DayTotals = {
  readonly taken: Cents;
  readonly voided: Cents;
  readonly reversed: Cents;
  readonly net: Cents;
  /** What of the net is local value; negative where more came back today than came in. */
  readonly localNet: bigint;
};

/** The day's takings, what was given back of them, and the difference. Voided payments count as never made. */
export function dayTotals({ totalCents, parts, payments }: TillDay): DayTotals {
  const taken = cents(BigInt(totalCents));
  const reversed = sumCents(payments.map(reversedOf));
  const gone = payments.filter(({ state }) => state === "voided");
  const voided = sumCents(gone.map(({ amountCents }) => cents(BigInt(amountCents))));
  const localBack = payments
    .flatMap(({ reversals }) => reversals.filter(({ state }) => state !== "failed"))
    .reduce((sum, { parts: own }) => sum + localIn(own), 0n);
  const localNet = localIn(parts) - localBack;
  return { taken, voided, reversed, net: cents(taken - reversed), localNet };
}
