import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { downloadSheets } from "./download-sheets.ts";
import { listCampaignsOptions } from "./list-campaigns.ts";
import { request, requestJson } from "./request.ts";
import type { CivicAction, CivicActionDetail, CivicActionInput, CodeBatch } from "./types.ts";

const ACTIONS_KEY = ["civic-actions"];

/** A campaign's civic actions, the last to begin first. */
export function useActions(campaignId: string) {
  return useQuery({
    queryKey: [...ACTIONS_KEY, "of", campaignId],
    queryFn: ({ signal }) =>
      requestJson<CivicAction[]>(`/api/campaigns/${campaignId}/actions`, { signal }),
  });
}

/** One action with its note and presences. */
export function useAction(id: string) {
  return useQuery({
    queryKey: [...ACTIONS_KEY, id],
    queryFn: ({ signal }) => requestJson<CivicActionDetail>(`/api/actions/${id}`, { signal }),
  });
}

/** An act after which actions, and what their campaign has given, are read anew. */
function useActionsAct<Input, Answer>(act: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ACTIONS_KEY }),
        client.invalidateQueries({ queryKey: listCampaignsOptions().queryKey }),
      ]),
  });
}

export function useCreateAction(campaignId: string) {
  return useActionsAct((json: CivicActionInput) =>
    requestJson<CivicActionDetail>(`/api/campaigns/${campaignId}/actions`, {
      method: "POST",
      json,
    }),
  );
}

export type Decision = {
  readonly presenceIds: readonly string[];
  readonly verdict: "approved" | "rejected";
  readonly reason: string;
};

export function useDecidePresences(id: string) {
  return useActionsAct((json: Decision) =>
    requestJson<CivicActionDetail>(`/api/actions/${id}/decisions`, { method: "POST", json }),
  );
}

export function useMakeAccess(id: string) {
  return useActionsAct(() => downloadSheets(`/api/actions/${id}/access`, {}));
}

export function useRevokeAccess(id: string) {
  return useActionsAct(() => request(`/api/actions/${id}/access`, { method: "DELETE" }));
}

/** A campaign's sheets of codes, newest first. */
export function useCodeBatches(campaignId: string) {
  return useQuery({
    queryKey: [...ACTIONS_KEY, "codes", campaignId],
    queryFn: ({ signal }) =>
      requestJson<CodeBatch[]>(`/api/campaigns/${campaignId}/codes`, { signal }),
  });
}

export type CodesOrder = {
  readonly title: string;
  readonly codes: number;
  readonly rewardCents: string;
  readonly expiresAt: string;
};

export function useMakeCodes(campaignId: string) {
  return useActionsAct((json: CodesOrder) =>
    downloadSheets(`/api/campaigns/${campaignId}/codes`, json),
  );
}

export function useWithdrawCodes() {
  return useActionsAct((id: string) => request(`/api/codes/${id}`, { method: "DELETE" }));
}
