import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { queryText } from "./query-text.ts";
import { requestJson } from "./request.ts";
import type { CardPage } from "./types.ts";

export type CardFilter = {
  readonly search?: string | undefined;
  /** Where the page before ended, as it said. */
  readonly after?: string | undefined;
  readonly limit?: string | undefined;
  /** `true` shows the holders' names, which is written down. */
  readonly shown?: "true" | undefined;
};

/** Cards, newest first; `search` is a card number or its first digits. */
function listCards(filter: CardFilter, signal?: AbortSignal): Promise<CardPage> {
  return requestJson<CardPage>(`/api/cards${queryText(filter)}`, { signal });
}

export const LIST_CARDS_KEY = ["list-cards"] as const;

export function listCardsOptions(filter: CardFilter) {
  return queryOptions({
    queryKey: [...LIST_CARDS_KEY, filter],
    queryFn: ({ signal }) => listCards(filter, signal),
    placeholderData: keepPreviousData,
    // Each look at names is written down: none is taken without being asked for.
    refetchOnWindowFocus: false,
  });
}

export function useCards(filter: CardFilter) {
  return useQuery(listCardsOptions(filter));
}
