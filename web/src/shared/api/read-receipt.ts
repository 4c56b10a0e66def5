import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Receipt } from "./types.ts";

export function receiptPath(paymentId: string): string {
  return `/api/payments/${paymentId}/receipt`;
}

/** The receipt as it stands now: a payment that was voided meanwhile says so. */
export function readReceipt(paymentId: string, signal?: AbortSignal): Promise<Receipt> {
  return requestJson<Receipt>(receiptPath(paymentId), { signal });
}

export function readReceiptOptions(paymentId: string) {
  return queryOptions({
    queryKey: ["read-receipt", paymentId],
    queryFn: ({ signal }) => readReceipt(paymentId, signal),
    staleTime: 0,
  });
}

export function useReceipt(paymentId: string) {
  return useQuery(readReceiptOptions(paymentId));
}
