import { requestJson } from "./request.ts";
import type { AbandonOutcome } from "./types.ts";

const TIMEOUT_SECONDS = 8;

/** Ends the doubt about a payment whose answer was lost: it was taken, or it never will be. */
export function abandonPayment(paymentId: string): Promise<AbandonOutcome> {
  return requestJson<AbandonOutcome>(`/api/payments/${paymentId}/abandon`, {
    method: "POST",
    timeoutSeconds: TIMEOUT_SECONDS,
  });
}
