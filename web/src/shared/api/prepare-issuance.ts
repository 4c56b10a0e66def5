import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listIssuancesOptions } from "./list-issuances.ts";
import { requestJson } from "./request.ts";
import type { Issuance } from "./types.ts";

/** Prepares the recharge of every active card with what its holder is still due. */
export function prepareIssuance(programmeId: string): Promise<Issuance> {
  return requestJson<Issuance>(`/api/programmes/${programmeId}/issuances`, { method: "POST" });
}

export function usePrepareIssuance(programmeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => prepareIssuance(programmeId),
    onSuccess: () =>
      client.invalidateQueries({ queryKey: listIssuancesOptions(programmeId).queryKey }),
  });
}
