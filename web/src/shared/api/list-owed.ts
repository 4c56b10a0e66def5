import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Owed } from "./types.ts";

export function listOwed(signal?: AbortSignal): Promise<Owed[]> {
  return requestJson<Owed[]>("/api/owed", { signal });
}

export function listOwedOptions() {
  return queryOptions({ queryKey: ["list-owed"], queryFn: ({ signal }) => listOwed(signal) });
}

export function useOwed() {
  return useQuery(listOwedOptions());
}
