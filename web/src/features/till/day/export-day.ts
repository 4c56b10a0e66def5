import { csvText } from "#core/shared/csv-text.ts";
import { formatEuroDigits } from "#core/shared/money.ts";

import type { PaidToShop, Payment, TillDay } from "../../../shared/api/types.ts";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { localIn, reversedOf } from "./day-totals.ts";
import { PAYMENT_STATES } from "./payment-states.ts";

const HEADER = [
  "quando",
  "verso",
  "tessera o negozio",
  "importo",
  "di cui valore locale",
  "stornato",
  "stato",
  "cassa",
  "documento",
];

/** The day as an office suite in Italy opens it: semicolons, decimal commas. What went to other shops says so. */
export function dayToCsv({ payments, toShops }: TillDay): string {
  return csvText([HEADER, ...payments.map(rowOf), ...toShops.map(rowOut)]);
}

function rowOut({ acceptedAt, payee, amountCents, givenBackCents, state }: PaidToShop): string[] {
  const amount = formatEuroDigits(BigInt(amountCents));
  const back = formatEuroDigits(BigInt(givenBackCents));
  const moment = formatMoment(acceptedAt);
  return [
    moment,
    "uscita",
    payee.businessName,
    amount,
    amount,
    back,
    PAYMENT_STATES[state],
    "",
    "",
  ];
}

function rowOf(payment: Payment): string[] {
  const { acceptedAt, cardNumber, payer, amountCents, state, till = "" } = payment;
  return [
    formatMoment(acceptedAt),
    "entrata",
    cardNumber ?? payer?.businessName ?? "",
    formatEuroDigits(BigInt(amountCents)),
    formatEuroDigits(localIn(payment.parts)),
    formatEuroDigits(reversedOf(payment)),
    PAYMENT_STATES[state],
    till,
    payment.fiscalDocument ?? "",
  ];
}

/** Payments in which what is looked for occurs: card or shop, amount, document or till. */
export function findPayments(payments: readonly Payment[], text: string): readonly Payment[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return payments;
  const digits = wanted.replace(/\s/g, "");
  return payments.filter(({ cardNumber, payer, amountCents, fiscalDocument, till }) => {
    const amount = formatEuroDigits(BigInt(amountCents));
    const words = [fiscalDocument, till, payer?.businessName].join(" ").toLowerCase();
    return (
      cardNumber?.includes(digits) === true || amount.includes(digits) || words.includes(wanted)
    );
  });
}
