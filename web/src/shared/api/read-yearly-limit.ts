import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { LimitChange, YearlyLimit } from "./types.ts";

export function readYearlyLimitOptions() {
  return queryOptions({
    queryKey: ["yearly-limit"],
    queryFn: ({ signal }) => requestJson<YearlyLimit>("/api/yearly-limit", { signal }),
  });
}

export function useYearlyLimit() {
  return useQuery(readYearlyLimitOptions());
}

/** The two transactions that change the limit to so many cents, and whether the first is done. */
export function useLimitChange(limitCents: string) {
  return useQuery({
    queryKey: [...readYearlyLimitOptions().queryKey, limitCents],
    queryFn: ({ signal }) =>
      requestJson<LimitChange>(`/api/yearly-limit/change?limitCents=${limitCents}`, { signal }),
  });
}
