import type { Payment } from "../../../shared/api/types.ts";

/** How far a payment has come, as the shop is told. */
export const PAYMENT_STATES = {
  accepted: "confermato",
  batched: "in registrazione",
  settled: "registrato",
  voided: "annullato",
  failed: "registrazione non riuscita: ci pensa l'ufficio",
} as const satisfies Record<Payment["state"], string>;
