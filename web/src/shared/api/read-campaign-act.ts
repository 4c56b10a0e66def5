import { requestJson } from "./request.ts";
import type { TransactionRequest } from "./types.ts";

/** The transaction that opens a drafted campaign or closes an open one, for TREASURY to sign. */
export function readCampaignAct(
  campaignId: string,
  act: "opening" | "closing",
): Promise<TransactionRequest> {
  return requestJson<TransactionRequest>(`/api/campaigns/${campaignId}/${act}`);
}
