import { useMutation, useQueryClient } from "@tanstack/react-query";

import { LIST_CARDS_KEY } from "./list-cards.ts";
import { requestJson } from "./request.ts";
import type { Card } from "./types.ts";

export type CardClosure = { readonly cardId: string; readonly reason: string };

/** Ends a card for good, without another in its place. */
export function closeCard({ cardId, reason }: CardClosure): Promise<Card> {
  return requestJson<Card>(`/api/cards/${cardId}/closure`, { method: "POST", json: { reason } });
}

export function useCloseCard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: closeCard,
    onSettled: () => client.invalidateQueries({ queryKey: LIST_CARDS_KEY }),
  });
}
