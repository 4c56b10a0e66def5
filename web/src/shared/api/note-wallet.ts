import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listMerchantsOptions } from "./list-merchants.ts";
import { request } from "./request.ts";

/** Notes the wallet that a shop without an account is paid on. */
export function useNoteWallet(merchantId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (address: string) =>
      request(`/api/merchants/${merchantId}/wallet`, { method: "POST", json: { address } }),
    onSettled: () => client.invalidateQueries({ queryKey: listMerchantsOptions().queryKey }),
  });
}
