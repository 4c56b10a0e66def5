import { requestJson } from "./request.ts";
import type { TransactionRequest } from "./types.ts";

/** The transaction that opens a draft, for TREASURY to sign. */
export function readOpening(programmeId: string): Promise<TransactionRequest> {
  return requestJson<TransactionRequest>(`/api/programmes/${programmeId}/opening`);
}
