import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { listProgrammesOptions } from "./list-programmes.ts";
import { requestJson } from "./request.ts";
import type { CardLimitChange } from "./types.ts";

/** A limit that is absent is lifted. */
export type CardLimitsOrder = {
  readonly act: string;
  readonly cardPaymentCents?: string;
  readonly cardDayCents?: string;
};

function listCardLimitsOptions(programmeId: string) {
  return queryOptions({
    // Below the programmes: what changes a limit is read again together with the limit.
    queryKey: ["list-programmes", programmeId, "card-limits"],
    queryFn: ({ signal }) =>
      requestJson<CardLimitChange[]>(`/api/programmes/${programmeId}/card-limits`, { signal }),
  });
}

/** The acts that changed a programme's limits by card. */
export function useCardLimits(programmeId: string) {
  return useQuery(listCardLimitsOptions(programmeId));
}

export function useChangeCardLimits(programmeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: CardLimitsOrder) =>
      requestJson<CardLimitChange[]>(`/api/programmes/${programmeId}/card-limits`, {
        method: "POST",
        json: order,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: listProgrammesOptions().queryKey }),
  });
}
