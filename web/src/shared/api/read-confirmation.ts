import { requestJson } from "./request.ts";
import type { Confirmation } from "./types.ts";

const TIMEOUT_SECONDS = 8;

/** Whether the card's holder has answered on the telephone. */
export function readConfirmation(paymentId: string): Promise<Confirmation> {
  return requestJson<Confirmation>(`/api/payments/${paymentId}/confirmation`, {
    timeoutSeconds: TIMEOUT_SECONDS,
  });
}
