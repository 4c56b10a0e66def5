import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Merchant } from "./types.ts";

export function listMerchants(signal?: AbortSignal): Promise<Merchant[]> {
  return requestJson<Merchant[]>("/api/merchants", { signal });
}

export function listMerchantsOptions() {
  return queryOptions({
    queryKey: ["list-merchants"],
    queryFn: ({ signal }) => listMerchants(signal),
  });
}

export function useMerchants() {
  return useQuery(listMerchantsOptions());
}
