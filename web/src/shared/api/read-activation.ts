import { requestJson } from "./request.ts";
import type { TransactionRequest } from "./types.ts";

/** The transaction that lets a suspended merchant take payments again, for MERCHANTS to sign. */
export function readActivation(merchantId: string): Promise<TransactionRequest> {
  return requestJson<TransactionRequest>(`/api/merchants/${merchantId}/activation`);
}
