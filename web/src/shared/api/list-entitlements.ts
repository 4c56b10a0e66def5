import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Entitlement } from "./types.ts";

export type EntitlementPage = { readonly total: number; readonly items: Entitlement[] };
export type PageOf = { readonly page: number; readonly pageSize: number };

export function listEntitlements(
  programmeId: string,
  { page, pageSize }: PageOf,
  signal?: AbortSignal,
): Promise<EntitlementPage> {
  const query = `page=${page}&pageSize=${pageSize}`;
  return requestJson<EntitlementPage>(`/api/programmes/${programmeId}/beneficiaries?${query}`, {
    signal,
  });
}

/** The beginning of the key of all pages of one programme's list. */
export function listEntitlementsKey(programmeId: string) {
  return ["list-entitlements", programmeId] as const;
}

export function listEntitlementsOptions(programmeId: string, page: PageOf) {
  return queryOptions({
    queryKey: [...listEntitlementsKey(programmeId), page],
    queryFn: ({ signal }) => listEntitlements(programmeId, page, signal),
    placeholderData: keepPreviousData,
  });
}

export function useEntitlements(programmeId: string, page: PageOf) {
  return useQuery(listEntitlementsOptions(programmeId, page));
}
