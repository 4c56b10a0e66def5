import { useMutation, useQueryClient } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Payment } from "./types.ts";

export function voidPayment(paymentId: string): Promise<Payment> {
  return requestJson<Payment>(`/api/payments/${paymentId}/void`, { method: "POST" });
}

export function useVoidPayment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: voidPayment,
    onSettled: () => client.invalidateQueries({ queryKey: ["read-till-day"] }),
  });
}
