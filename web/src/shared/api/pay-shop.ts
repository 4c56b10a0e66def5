import { requestJson } from "./request.ts";
import type { Shop, ShopPaid, ShopPaymentInput, TransfersToSign } from "./types.ts";

/** Longer than any healthy answer takes: it signs and stores. */
const TIMEOUT_SECONDS = 12;

/** An active shop by its number. */
export function readShop(number: number): Promise<Shop> {
  return requestJson<Shop>(`/api/shops/${number}`);
}

/** Pays another shop. An `UnansweredError` here means that it may have been paid: ask `abandonPayment`. */
export function payShop(input: ShopPaymentInput): Promise<ShopPaid> {
  return requestJson<ShopPaid>("/api/payments/to-shops", {
    method: "POST",
    json: input,
    timeoutSeconds: TIMEOUT_SECONDS,
  });
}

/** What an own wallet has to sign to pay another shop. */
export function shopPaymentTerms(terms: {
  readonly payee: number;
  readonly amountCents: string;
}): Promise<TransfersToSign> {
  return requestJson<TransfersToSign>("/api/payments/to-shops/terms", {
    method: "POST",
    json: terms,
  });
}
