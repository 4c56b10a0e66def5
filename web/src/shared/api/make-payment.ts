import { requestJson } from "./request.ts";
import type { Acceptance, PaymentInput } from "./types.ts";

/** Longer than any healthy answer takes, shorter than a customer's patience at the counter. */
const TIMEOUT_SECONDS = 12;

/** Asks for a payment. An `UnansweredError` here means that it may have been taken: ask `abandonPayment`. */
export function makePayment(input: PaymentInput): Promise<Acceptance> {
  return requestJson<Acceptance>("/api/payments", {
    method: "POST",
    json: input,
    timeoutSeconds: TIMEOUT_SECONDS,
  });
}
