import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { TransparencyFigures } from "./types.ts";

export function readTransparency(signal?: AbortSignal): Promise<TransparencyFigures> {
  return requestJson<TransparencyFigures>("/api/transparency", { signal });
}

export function readTransparencyOptions() {
  return queryOptions({
    queryKey: ["read-transparency"],
    queryFn: ({ signal }) => readTransparency(signal),
  });
}

export function useTransparency() {
  return useQuery(readTransparencyOptions());
}
