import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Programme } from "./types.ts";

export function readProgramme(programmeId: string, signal?: AbortSignal): Promise<Programme> {
  return requestJson<Programme>(`/api/programmes/${programmeId}`, { signal });
}

export function readProgrammeOptions(programmeId: string) {
  return queryOptions({
    queryKey: ["list-programmes", programmeId],
    queryFn: ({ signal }) => readProgramme(programmeId, signal),
  });
}

export function useProgramme(programmeId: string) {
  return useQuery(readProgrammeOptions(programmeId));
}
