import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Campaign } from "./types.ts";

export function readCampaign(campaignId: string, signal?: AbortSignal): Promise<Campaign> {
  return requestJson<Campaign>(`/api/campaigns/${campaignId}`, { signal });
}

export function readCampaignOptions(campaignId: string) {
  return queryOptions({
    queryKey: ["list-campaigns", campaignId],
    queryFn: ({ signal }) => readCampaign(campaignId, signal),
  });
}

export function useCampaign(campaignId: string) {
  return useQuery(readCampaignOptions(campaignId));
}
