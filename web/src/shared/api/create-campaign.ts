import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listCampaignsOptions } from "./list-campaigns.ts";
import { requestJson } from "./request.ts";
import type { Campaign, CampaignInput, TransactionRequest } from "./types.ts";

export type CampaignDraft = {
  readonly campaign: Campaign;
  readonly transaction: TransactionRequest;
};

/** Drafts a campaign: it opens when the transaction, signed by TREASURY, is final. */
export function createCampaign(input: CampaignInput): Promise<CampaignDraft> {
  return requestJson<CampaignDraft>("/api/campaigns", { method: "POST", json: input });
}

export function useCreateCampaign() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: createCampaign,
    onSuccess: () => client.invalidateQueries({ queryKey: listCampaignsOptions().queryKey }),
  });
}
