import type { Payment } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";

/** How far a payment has come, as the shop is told. */
export const PAYMENT_STATES = {
  accepted: "confermato",
  batched: "in registrazione",
  settled: "registrato",
  voided: "annullato",
  failed: "registrazione non riuscita: ci pensa l'ufficio",
} as const satisfies Record<Payment["state"], string>;

/** The same in words. What another shop's own wallet signed holds once it is registered, and nobody owes it before. */
export function stateText({ state, isCovered }: Pick<Payment, "state" | "isCovered">): string {
  if (isCovered || state === "settled" || state === "voided") return say(PAYMENT_STATES[state]);
  return state === "failed"
    ? say("non registrato: il valore non è arrivato")
    : say("in arrivo: vale quando è registrato");
}
