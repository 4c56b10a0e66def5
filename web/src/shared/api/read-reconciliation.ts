import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Reconciliation } from "./types.ts";

const EVERY_MS = 10_000;

export function readReconciliation(
  programmeId: string,
  signal?: AbortSignal,
): Promise<Reconciliation> {
  return requestJson<Reconciliation>(`/api/programmes/${programmeId}/reconciliation`, { signal });
}

export function readReconciliationOptions(programmeId: string) {
  return queryOptions({
    queryKey: ["read-reconciliation", programmeId],
    queryFn: ({ signal }) => readReconciliation(programmeId, signal),
    refetchInterval: EVERY_MS,
    retry: false,
  });
}

export function useReconciliation(programmeId: string) {
  return useQuery(readReconciliationOptions(programmeId));
}
