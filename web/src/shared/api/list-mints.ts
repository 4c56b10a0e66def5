import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Mint } from "./types.ts";

export function listMints(campaignId: string, signal?: AbortSignal): Promise<Mint[]> {
  return requestJson<Mint[]>(`/api/campaigns/${campaignId}/mints`, { signal });
}

export function listMintsOptions(campaignId: string) {
  return queryOptions({
    queryKey: ["list-campaigns", campaignId, "mints"],
    queryFn: ({ signal }) => listMints(campaignId, signal),
  });
}

export function useMints(campaignId: string) {
  return useQuery(listMintsOptions(campaignId));
}
