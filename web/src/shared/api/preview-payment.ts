import { requestJson } from "./request.ts";
import type { Cover } from "./types.ts";

const TIMEOUT_SECONDS = 8;

export type PreviewInput = { readonly amountCents: string; readonly cardCode: string };

/** What a card can cover of a bill here. Changes nothing, so it may be asked again at will. */
export function previewPayment(input: PreviewInput): Promise<Cover> {
  return requestJson<Cover>("/api/payments/preview", {
    method: "POST",
    json: input,
    timeoutSeconds: TIMEOUT_SECONDS,
  });
}
