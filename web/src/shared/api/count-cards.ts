import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { CardCounts } from "./types.ts";

/** A programme's beneficiaries by the state of their card; `none` has no usable card. */
export function countCards(programmeId: string, signal?: AbortSignal): Promise<CardCounts> {
  return requestJson<CardCounts>(`/api/programmes/${programmeId}/card-counts`, { signal });
}

export function countCardsOptions(programmeId: string) {
  return queryOptions({
    queryKey: ["count-cards", programmeId],
    queryFn: ({ signal }) => countCards(programmeId, signal),
  });
}

export function useCardCounts(programmeId: string) {
  return useQuery(countCardsOptions(programmeId));
}
