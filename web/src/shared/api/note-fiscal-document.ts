import { useMutation, useQueryClient } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Payment } from "./types.ts";

export type FiscalDocumentNote = { readonly paymentId: string; readonly number: string };

export function noteFiscalDocument({ paymentId, number }: FiscalDocumentNote): Promise<Payment> {
  return requestJson<Payment>(`/api/payments/${paymentId}/fiscal-document`, {
    method: "POST",
    json: { number },
  });
}

export function useNoteFiscalDocument() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: noteFiscalDocument,
    onSettled: async (_, __, { paymentId }) => {
      await client.invalidateQueries({ queryKey: ["read-receipt", paymentId] });
      await client.invalidateQueries({ queryKey: ["read-till-day"] });
    },
  });
}
