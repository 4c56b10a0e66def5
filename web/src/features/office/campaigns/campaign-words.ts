import { formatEuroDigits } from "#core/shared/money.ts";

import type { Campaign } from "../../../shared/api/types.ts";

export const KIND_NAMES = {
  purchases: "Acquisti nei negozi",
  sharing: "Condivisione delle iniziative",
  actions: "Azioni civiche",
} as const satisfies Record<Campaign["kind"], string>;

export const STATE_NAMES = {
  draft: "Da firmare",
  open: "Aperta",
  closed: "Chiusa",
} as const satisfies Record<Campaign["state"], string>;

/** What is earned, in words: `5,00 % del prezzo`, `1,00 per azione`. */
export function rateText({ kind, basisPoints, centsEach }: Campaign): string {
  if (basisPoints !== undefined) return `${formatEuroDigits(BigInt(basisPoints))} % del prezzo`;
  const each = formatEuroDigits(BigInt(centsEach ?? "0"));
  return kind === "sharing" ? `${each} per visita` : `${each} per azione`;
}
