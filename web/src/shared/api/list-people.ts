import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { queryText } from "./query-text.ts";
import { requestJson } from "./request.ts";
import type { PeoplePage } from "./types.ts";

export type PeopleFilter = {
  readonly search?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly after?: string | undefined;
  /** `true` shows the names, which is written down. */
  readonly shown?: "true" | undefined;
};

/** Beneficiaries by fiscal code, card number or name. */
export function listPeople(filter: PeopleFilter, signal?: AbortSignal): Promise<PeoplePage> {
  return requestJson<PeoplePage>(`/api/beneficiaries${queryText(filter)}`, { signal });
}

export const LIST_PEOPLE_KEY = ["list-people"] as const;

export function listPeopleOptions(filter: PeopleFilter) {
  return queryOptions({
    queryKey: [...LIST_PEOPLE_KEY, filter],
    queryFn: ({ signal }) => listPeople(filter, signal),
    placeholderData: keepPreviousData,
    // Each look at names is written down: none is taken without being asked for.
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
}

export function usePeople(filter: PeopleFilter) {
  return useQuery(listPeopleOptions(filter));
}
