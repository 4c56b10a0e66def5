import { useMutation, useQueryClient } from "@tanstack/react-query";

import { LIST_CARDS_KEY } from "./list-cards.ts";
import { requestJson } from "./request.ts";
import type { Card } from "./types.ts";

/** Lets a blocked card pay again, and clears the count of wrong passwords. */
export function unblockCard(cardId: string): Promise<Card> {
  return requestJson<Card>(`/api/cards/${cardId}/unblock`, { method: "POST" });
}

export function useUnblockCard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: unblockCard,
    onSettled: () => client.invalidateQueries({ queryKey: LIST_CARDS_KEY }),
  });
}
