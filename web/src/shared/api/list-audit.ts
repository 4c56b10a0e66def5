import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { queryText } from "./query-text.ts";
import { requestJson } from "./request.ts";
import type { AuditPage } from "./types.ts";

export type AuditFilter = {
  readonly act?: string | undefined;
  readonly officer?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly before?: string | undefined;
};

/** The office's acts, newest first. */
export function listAudit(filter: AuditFilter, signal?: AbortSignal): Promise<AuditPage> {
  return requestJson<AuditPage>(`/api/audit${queryText(filter)}`, { signal });
}

export function listAuditOptions(filter: AuditFilter) {
  return queryOptions({
    queryKey: ["list-audit", filter],
    queryFn: ({ signal }) => listAudit(filter, signal),
    placeholderData: keepPreviousData,
  });
}

export function useAudit(filter: AuditFilter) {
  return useQuery(listAuditOptions(filter));
}
