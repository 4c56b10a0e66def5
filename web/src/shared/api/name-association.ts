import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listMerchantsOptions } from "./list-merchants.ts";
import { request } from "./request.ts";

/** Lists a merchant as an association under a public name, or ends that (null). */
export function useNameAssociation(merchantId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string | null) =>
      request(`/api/merchants/${merchantId}/association`, { method: "POST", json: { name } }),
    onSettled: () => client.invalidateQueries({ queryKey: listMerchantsOptions().queryKey }),
  });
}
