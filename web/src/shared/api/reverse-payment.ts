import { useMutation, useQueryClient } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Reversal, ReversalInput, TransfersToSign } from "./types.ts";

export type ReversalRequest = ReversalInput & { readonly paymentId: string };

/** Gives a settled payment back. The same request again gets the same answer, so a lost answer is simply asked again. */
export function reversePayment({ paymentId, ...input }: ReversalRequest): Promise<Reversal> {
  return requestJson<Reversal>(`/api/payments/${paymentId}/reversals`, {
    method: "POST",
    json: input,
  });
}

/** What an own wallet has to sign to give a payment back. */
export function reversalTerms(paymentId: string, amountCents: string): Promise<TransfersToSign> {
  return requestJson<TransfersToSign>(`/api/payments/${paymentId}/reversals/terms`, {
    method: "POST",
    json: { amountCents },
  });
}

export function useReversePayment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: reversePayment,
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: ["read-till-day"] }),
  });
}
