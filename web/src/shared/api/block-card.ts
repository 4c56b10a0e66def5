import { useMutation, useQueryClient } from "@tanstack/react-query";

import { LIST_CARDS_KEY } from "./list-cards.ts";
import { requestJson } from "./request.ts";
import type { Card } from "./types.ts";

export type CardBlock = { readonly cardId: string; readonly reason: string };

/** Blocks a card at once at every till; it keeps its value. */
export function blockCard({ cardId, reason }: CardBlock): Promise<Card> {
  return requestJson<Card>(`/api/cards/${cardId}/block`, { method: "POST", json: { reason } });
}

export function useBlockCard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: blockCard,
    onSettled: () => client.invalidateQueries({ queryKey: LIST_CARDS_KEY }),
  });
}
