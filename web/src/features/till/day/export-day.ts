import { csvText } from "#core/shared/csv-text.ts";
import { formatEuroDigits } from "#core/shared/money.ts";

import type { Payment, TillDay } from "../../../shared/api/types.ts";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { localIn, reversedOf } from "./day-totals.ts";
import { PAYMENT_STATES } from "./payment-states.ts";

const HEADER = [
  "quando",
  "tessera",
  "importo",
  "di cui valore locale",
  "stornato",
  "stato",
  "cassa",
  "documento",
];
/** The day as an office suite in Italy opens it: semicolons, decimal commas. */
export function dayToCsv({ payments }: TillDay): string {
  return csvText([HEADER, ...payments.map(rowOf)]);
}

function rowOf(payment: Payment): string[] {
  const { acceptedAt, cardNumber, amountCents, state, till, fiscalDocument = "" } = payment;
  return [
    formatMoment(acceptedAt),
    cardNumber,
    formatEuroDigits(BigInt(amountCents)),
    formatEuroDigits(localIn(payment.parts)),
    formatEuroDigits(reversedOf(payment)),
    PAYMENT_STATES[state],
    till,
    fiscalDocument,
  ];
}

/** Payments in which what is looked for occurs: card, amount, document or till. */
export function findPayments(payments: readonly Payment[], text: string): readonly Payment[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return payments;
  const digits = wanted.replace(/\s/g, "");
  return payments.filter(({ cardNumber, amountCents, fiscalDocument = "", till }) => {
    const amount = formatEuroDigits(BigInt(amountCents));
    return (
      cardNumber.includes(digits) ||
      amount.includes(digits) ||
      `${fiscalDocument} ${till}`.toLowerCase().includes(wanted)
    );
  });
}
