import { queryOptions, useQuery } from "@tanstack/react-query";

import { UnansweredError, requestJson } from "./request.ts";
import type { Till } from "./types.ts";

export function readTill(signal?: AbortSignal): Promise<Till> {
  return requestJson<Till>("/api/tills/current", { signal });
}

const ASK_AGAIN_MS = 120_000;
const ASK_AGAIN_WITHOUT_LINE_MS = 5_000;

/**
 * Asked again now and then, because a shop may be suspended and a till revoked while the page stays open; and soon
 * where nobody answered, to see the line come back.
 */
export function readTillOptions() {
  return queryOptions({
    queryKey: ["read-till"],
    queryFn: ({ signal }) => readTill(signal),
    refetchInterval: ({ state }) =>
      state.error instanceof UnansweredError ? ASK_AGAIN_WITHOUT_LINE_MS : ASK_AGAIN_MS,
  });
}

export function useTill() {
  return useQuery(readTillOptions());
}
