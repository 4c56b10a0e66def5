import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { PersonWithChanges } from "./types.ts";

/** One person in clear: the service writes the look down. */
export function readPerson(id: string, signal?: AbortSignal): Promise<PersonWithChanges> {
  return requestJson<PersonWithChanges>(`/api/beneficiaries/${id}`, { signal });
}

export function readPersonOptions(id: string) {
  return queryOptions({
    queryKey: ["read-person", id],
    queryFn: ({ signal }) => readPerson(id, signal),
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
}

export function usePerson(id: string) {
  return useQuery(readPersonOptions(id));
}
