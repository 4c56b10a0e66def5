import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listMintsOptions } from "./list-mints.ts";
import { requestJson } from "./request.ts";
import type { Mint } from "./types.ts";

/** Prepares the crediting of what cards have earned up to yesterday. */
export function prepareMint(campaignId: string): Promise<Mint> {
  return requestJson<Mint>(`/api/campaigns/${campaignId}/mints`, { method: "POST" });
}

export function usePrepareMint(campaignId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => prepareMint(campaignId),
    onSuccess: () => client.invalidateQueries({ queryKey: listMintsOptions(campaignId).queryKey }),
  });
}
