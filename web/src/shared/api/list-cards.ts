import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Card } from "./types.ts";

export type CardPage = { readonly total: number; readonly items: Card[] };
export type CardFilter = {
  readonly search: string;
  readonly page: number;
  readonly pageSize: number;
  /** Shows the holders' names, which is written down. */
  readonly isShown: boolean;
};

/** Cards, newest first; `search` is a card number or its first digits. */
export function listCards(
  { search, page, pageSize, isShown }: CardFilter,
  signal?: AbortSignal,
): Promise<CardPage> {
  const query = new URLSearchParams({ page: String(page), pageSize: String(pageSize) });
  if (search !== "") query.set("search", search);
  if (isShown) query.set("shown", "true");
  return requestJson<CardPage>(`/api/cards?${query}`, { signal });
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
