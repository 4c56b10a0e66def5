import { useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { TransactionRequest } from "./types.ts";

/** The transaction that opens a draft, for TREASURY to sign. */
export function readOpening(programmeId: string): Promise<TransactionRequest> {
  return requestJson<TransactionRequest>(`/api/programmes/${programmeId}/opening`);
}

/** The same, to be looked at before it is signed. */
export function useOpening(programmeId: string) {
  return useQuery({
    queryKey: ["read-opening", programmeId],
    queryFn: () => readOpening(programmeId),
  });
}
