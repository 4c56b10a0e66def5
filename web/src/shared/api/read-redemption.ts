import { requestJson } from "./request.ts";
import type { TransactionRequest } from "./types.ts";

/** The transaction that approves a statement by burning its vouchers, for TREASURY to sign. */
export function readRedemption(statementId: string): Promise<TransactionRequest> {
  return requestJson<TransactionRequest>(`/api/statements/${statementId}/redemption`);
}

/** How many statements one request names at most. */
export const MOST_REDEEMED_TOGETHER = 100;

/** The one transaction that approves several checked statements of one programme. */
export function readRedemptions(statementIds: readonly string[]): Promise<TransactionRequest> {
  return requestJson<TransactionRequest>(
    `/api/statements/redemption?ids=${statementIds.join(",")}`,
  );
}
