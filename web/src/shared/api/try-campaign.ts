import { useMutation } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { CampaignTrial, CampaignTrialInput } from "./types.ts";

/** Tries a campaign on the purchases or actions of a past time. The service keeps nothing of it. */
function tryCampaign(input: CampaignTrialInput): Promise<CampaignTrial> {
  return requestJson<CampaignTrial>("/api/campaign-trials", { method: "POST", json: input });
}

export function useTryCampaign() {
  return useMutation({ mutationFn: tryCampaign });
}
