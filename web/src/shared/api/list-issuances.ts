import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Issuance } from "./types.ts";

export function listIssuances(programmeId: string, signal?: AbortSignal): Promise<Issuance[]> {
  return requestJson<Issuance[]>(`/api/programmes/${programmeId}/issuances`, { signal });
}

export function listIssuancesOptions(programmeId: string) {
  return queryOptions({
    queryKey: ["list-issuances", programmeId],
    queryFn: ({ signal }) => listIssuances(programmeId, signal),
  });
}

export function useIssuances(programmeId: string) {
  return useQuery(listIssuancesOptions(programmeId));
}
