import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Till } from "./types.ts";

export function readTill(signal?: AbortSignal): Promise<Till> {
  return requestJson<Till>("/api/tills/current", { signal });
}

/** Asked again now and then, because a shop may be suspended and a till revoked while the page stays open. */
export function readTillOptions() {
  return queryOptions({
    queryKey: ["read-till"],
    queryFn: ({ signal }) => readTill(signal),
    refetchInterval: 120_000,
  });
}

export function useTill() {
  return useQuery(readTillOptions());
}
