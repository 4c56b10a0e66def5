import { formatEuroDigits } from "#core/shared/money.ts";

import type { Payment, TillDay } from "../../../shared/api/types.ts";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { reversedOf } from "./day-totals.ts";
import { PAYMENT_STATES } from "./payment-states.ts";

const HEADER = ["quando", "tessera", "importo", "stornato", "stato", "cassa", "documento"];
/** Makes an office suite read the accents right. */
const BOM = "\uFEFF";

/** The day as an office suite in Italy opens it: semicolons, decimal commas. */
export function dayToCsv({ payments }: TillDay): string {
  const rows = [HEADER, ...payments.map(rowOf)];
  return BOM + rows.map((cells) => `${cells.map(quote).join(";")}\r\n`).join("");
}

function rowOf(payment: Payment): string[] {
  const { acceptedAt, cardNumber, amountCents, state, till, fiscalDocument = "" } = payment;
  return [
    formatMoment(acceptedAt),
    cardNumber,
    formatEuroDigits(BigInt(amountCents)),
    formatEuroDigits(reversedOf(payment)),
    PAYMENT_STATES[state],
    till,
    fiscalDocument,
  ];
}

/** A cell that begins like a formula is shown as text: what somebody typed must not run in the accountant's office. */
function quote(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return `"${safe.replaceAll('"', '""')}"`;
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
