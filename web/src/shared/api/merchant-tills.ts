import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { request, requestJson } from "./request.ts";
import type { MerchantTill } from "./types.ts";

const keyOf = (merchantId: string) => ["merchant-tills", merchantId] as const;

/** A shop's tills in use, with what each has tried wrong. */
export function useMerchantTills(merchantId: string) {
  return useQuery({
    queryKey: keyOf(merchantId),
    queryFn: ({ signal }) =>
      requestJson<MerchantTill[]>(`/api/merchants/${merchantId}/tills`, { signal }),
  });
}

/** Lets a till that is locked after wrong passwords try again. */
export function useUnlockTill(merchantId: string) {
  return useTillAct(merchantId, async (tillId) => {
    await request(`/api/merchants/${merchantId}/tills/${tillId}/unlock`, { method: "POST" });
  });
}

/** Takes a till out of use: it has to be activated anew. */
export function useEndTill(merchantId: string) {
  return useTillAct(merchantId, async (tillId) => {
    await request(`/api/merchants/${merchantId}/tills/${tillId}`, { method: "DELETE" });
  });
}

function useTillAct(merchantId: string, act: (tillId: string) => Promise<void>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(merchantId) }),
  });
}
