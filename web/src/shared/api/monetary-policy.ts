import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { MonetaryPolicy } from "./types.ts";

function monetaryPolicyOptions(days: number) {
  return queryOptions({
    queryKey: ["monetary-policy", days],
    queryFn: ({ signal }) =>
      requestJson<MonetaryPolicy>(`/api/monetary-policy?days=${days}`, { signal }),
  });
}

/** How local value goes round; what moved is that of so many days. */
export function useMonetaryPolicy(days: number) {
  return useQuery(monetaryPolicyOptions(days));
}
