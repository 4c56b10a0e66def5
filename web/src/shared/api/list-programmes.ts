import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Programme } from "./types.ts";

export function listProgrammes(signal?: AbortSignal): Promise<Programme[]> {
  return requestJson<Programme[]>("/api/programmes", { signal });
}

export function listProgrammesOptions() {
  return queryOptions({
    queryKey: ["list-programmes"],
    queryFn: ({ signal }) => listProgrammes(signal),
  });
}

export function useProgrammes() {
  return useQuery(listProgrammesOptions());
}
