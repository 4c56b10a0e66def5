import { type Cents, centsToJson, formatEuro, parseEuro } from "#core/shared/money.ts";

import type { CardLimitsOrder } from "../../../shared/api/card-limits.ts";

/** Limits by card as typed, in euros; empty where there is none. */
export type LimitDraft = { readonly cardPayment: string; readonly cardDay: string };
export type LimitErrors = Partial<Readonly<Record<keyof LimitDraft, string>>>;

type LimitsInput = Omit<CardLimitsOrder, "act">;

/** What has to be mended before the service is asked; the service judges again. */
export function limitErrors(draft: LimitDraft): LimitErrors {
  const [payment, day] = [parseLimit(draft.cardPayment), parseLimit(draft.cardDay)];
  const wrong = "Un importo in euro, per esempio 50,00; vuoto se non c'è limite.";
  const isReversed = typeof payment === "bigint" && typeof day === "bigint" && payment > day;
  return {
    ...(payment === undefined ? { cardPayment: wrong } : {}),
    ...(day === undefined ? { cardDay: wrong } : {}),
    ...(isReversed ? { cardPayment: "Non può essere più che per un giorno intero." } : {}),
  };
}

/** As the service wants them. Only for a draft without errors. */
export function limitsInput(draft: LimitDraft): LimitsInput {
  const [payment, day] = [parseLimit(draft.cardPayment), parseLimit(draft.cardDay)];
  return {
    ...(payment ? { cardPaymentCents: centsToJson(payment) } : {}),
    ...(day ? { cardDayCents: centsToJson(day) } : {}),
  };
}

/** In words, for a list. */
export function limitsText({ cardPaymentCents, cardDayCents }: LimitsInput): string {
  const parts = [
    ...(cardPaymentCents === undefined
      ? []
      : [`al più ${formatEuro(BigInt(cardPaymentCents))} per acquisto`]),
    ...(cardDayCents === undefined ? [] : [`al più ${formatEuro(BigInt(cardDayCents))} al giorno`]),
  ];
  return parts.length === 0 ? "nessun limite" : parts.join(", ");
}

/** Null where nothing was typed, `undefined` where it is no amount above zero. */
function parseLimit(text: string): Cents | null | undefined {
  if (text.trim() === "") return null;
  const parsed = parseEuro(text);
  return parsed.ok && parsed.value > 0n ? parsed.value : undefined;
}
