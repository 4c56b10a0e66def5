import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Campaign } from "./types.ts";

export function listCampaigns(signal?: AbortSignal): Promise<Campaign[]> {
  return requestJson<Campaign[]>("/api/campaigns", { signal });
}

export function listCampaignsOptions() {
  return queryOptions({
    queryKey: ["list-campaigns"],
    queryFn: ({ signal }) => listCampaigns(signal),
  });
}

export function useCampaigns() {
  return useQuery(listCampaignsOptions());
}
