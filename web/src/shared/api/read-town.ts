import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Town } from "./types.ts";

/** What every page needs to know of this installation. */
export function readTown(signal?: AbortSignal): Promise<Town> {
  return requestJson<Town>("/api/town", { signal });
}

export function readTownOptions() {
  return queryOptions({
    queryKey: ["read-town"],
    queryFn: ({ signal }) => readTown(signal),
    staleTime: Infinity,
  });
}

export function useTown() {
  return useQuery(readTownOptions());
}
