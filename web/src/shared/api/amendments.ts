import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Amendment } from "./types.ts";

export type AmendmentOrder = {
  readonly act: string;
  readonly spendableUntil: string;
  readonly settleableUntil: string;
};

export function listAmendmentsOptions(programmeId: string) {
  return queryOptions({
    // Below the programmes: what moves an end is read again together with the end.
    queryKey: ["list-programmes", programmeId, "amendments"],
    queryFn: ({ signal }) =>
      requestJson<Amendment[]>(`/api/programmes/${programmeId}/amendments`, { signal }),
  });
}

export function useAmendments(programmeId: string) {
  return useQuery(listAmendmentsOptions(programmeId));
}

export function usePrepareAmendment(programmeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: AmendmentOrder) =>
      requestJson<Amendment>(`/api/programmes/${programmeId}/amendments`, {
        method: "POST",
        json: order,
      }),
    onSuccess: () =>
      client.invalidateQueries({ queryKey: listAmendmentsOptions(programmeId).queryKey }),
  });
}
