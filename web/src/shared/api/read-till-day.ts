import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { TillDay } from "./types.ts";

/** The shop's payments of one day in Italy; today where none is named. */
export function readTillDay(day: string | undefined, signal?: AbortSignal): Promise<TillDay> {
  const query = day === undefined ? "" : `?day=${day}`;
  return requestJson<TillDay>(`/api/tills/current/payments${query}`, { signal });
}

export function readTillDayOptions(day: string | undefined) {
  return queryOptions({
    queryKey: ["read-till-day", day ?? "today"],
    queryFn: ({ signal }) => readTillDay(day, signal),
    staleTime: 0,
  });
}

export function useTillDay(day: string | undefined) {
  return useQuery(readTillDayOptions(day));
}
