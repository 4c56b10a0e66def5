import { groupCardNumber } from "#core/card/card-number.ts";
import { type Cents, cents, formatEuro, formatEuroDigits, sumCents } from "#core/shared/money.ts";

import type { Payment, Reversal, TillDay } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";

/** The reversals that took something back, or will: one that failed took nothing. */
export function countingReversals({ reversals }: Pick<Payment, "reversals">): Reversal[] {
  return reversals.filter(({ state }) => state !== "failed");
}

/** What reversals took back of a payment, or will. */
export function reversedOf(payment: Pick<Payment, "reversals">): Cents {
  return sumCents(countingReversals(payment).map(({ amountCents }) => cents(BigInt(amountCents))));
}

/** What can still be given back. */
export function reversibleOf(payment: Pick<Payment, "amountCents" | "reversals">): Cents {
  return cents(BigInt(payment.amountCents) - reversedOf(payment));
}

/** What of an amount's parts is local value. */
export function localIn(parts: Payment["parts"]): Cents {
  return cents(BigInt(parts.find(({ kind }) => kind === "local")?.amountCents ?? 0));
}

/** Who paid: a card by its number, or another shop by its name. */
export function payerText({ cardNumber, payer }: Pick<Payment, "cardNumber" | "payer">): string {
  return payer === undefined
    ? say("tessera {0}", groupCardNumber(cardNumber ?? ""))
    : say("da {0}", payer.businessName);
}

/** How a payment's amounts read: another shop pays in local value alone, which is no euros. */
export function formatOf({ payer }: Pick<Payment, "payer">): (amount: bigint) => string {
  return payer === undefined ? formatEuro : formatEuroDigits;
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
  const given = payments.flatMap(countingReversals);
  const localBack = sumCents(given.map(({ parts: own }) => localIn(own)));
  const localNet = localIn(parts) - localBack;
  return { taken, voided, reversed, net: cents(taken - reversed), localNet };
}
