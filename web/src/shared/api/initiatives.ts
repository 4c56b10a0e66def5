import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { listCampaignsOptions } from "./list-campaigns.ts";
import { readJson, request, requestJson } from "./request.ts";
import type { Initiative, InitiativeDetail, InitiativeInput } from "./types.ts";

const KEY = ["initiatives"];

/** A campaign's initiatives, newest first, and how far they went. */
export function useInitiatives(campaignId: string) {
  return useQuery({
    queryKey: [...KEY, "of", campaignId],
    queryFn: ({ signal }) =>
      requestJson<Initiative[]>(`/api/campaigns/${campaignId}/initiatives`, { signal }),
  });
}

/** One initiative, and its reach day by day. */
export function useInitiative(id: string) {
  return useQuery({
    queryKey: [...KEY, id],
    queryFn: ({ signal }) => requestJson<InitiativeDetail>(`/api/initiatives/${id}`, { signal }),
  });
}

/** The picture's address for the office, which sees it before it is published; another for each picture. */
export function picturePath(id: string, seenAt: number): string {
  return `/api/initiatives/${id}/photos?seen=${seenAt}`;
}

function useInitiativeAct<Input>(act: (input: Input) => Promise<InitiativeDetail>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: KEY }),
        client.invalidateQueries({ queryKey: listCampaignsOptions().queryKey }),
      ]),
  });
}

export function useDraftInitiative(campaignId: string) {
  return useInitiativeAct((json: InitiativeInput) =>
    requestJson<InitiativeDetail>(`/api/campaigns/${campaignId}/initiatives`, {
      method: "POST",
      json,
    }),
  );
}

type Picture = { readonly jpeg: Blob; readonly text: string };

export function useSetPicture(id: string) {
  return useInitiativeAct(async ({ jpeg, text }: Picture) => {
    const path = `/api/initiatives/${id}/photos?text=${encodeURIComponent(text)}`;
    const body = { type: "image/jpeg", content: jpeg };
    return readJson<InitiativeDetail>(await request(path, { method: "POST", body }));
  });
}

export function usePublish(id: string, act: "publication" | "withdrawal") {
  return useInitiativeAct(() =>
    requestJson<InitiativeDetail>(`/api/initiatives/${id}/${act}`, { method: "POST" }),
  );
}
