import { requestJson } from "./request.ts";
import type { TransactionRequest } from "./types.ts";

/** The transaction that suspends an active merchant, for MERCHANTS to sign. */
export function readSuspension(merchantId: string): Promise<TransactionRequest> {
  return requestJson<TransactionRequest>(`/api/merchants/${merchantId}/suspension`);
}
