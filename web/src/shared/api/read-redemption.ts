import { requestJson } from "./request.ts";
import type { TransactionRequest } from "./types.ts";

/** The transaction that approves a statement by burning its vouchers, for TREASURY to sign. */
export function readRedemption(statementId: string): Promise<TransactionRequest> {
  return requestJson<TransactionRequest>(`/api/statements/${statementId}/redemption`);
}
