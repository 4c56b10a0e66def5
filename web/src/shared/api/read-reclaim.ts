import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Reclaim } from "./types.ts";

export function readReclaimOptions(programmeId: string) {
  return queryOptions({
    queryKey: ["list-programmes", programmeId, "reclaim"],
    queryFn: ({ signal }) =>
      requestJson<Reclaim>(`/api/programmes/${programmeId}/reclaim`, { signal }),
  });
}

export function useReclaim(programmeId: string) {
  return useQuery(readReclaimOptions(programmeId));
}
