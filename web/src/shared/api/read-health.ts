import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Health } from "./types.ts";

export function readHealth(signal?: AbortSignal): Promise<Health> {
  return requestJson<Health>("/health", { signal });
}

export function readHealthOptions() {
  return queryOptions({
    queryKey: ["read-health"],
    queryFn: ({ signal }) => readHealth(signal),
  });
}

export function useHealth() {
  return useQuery(readHealthOptions());
}
