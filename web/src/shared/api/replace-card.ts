import { useMutation, useQueryClient } from "@tanstack/react-query";

import { downloadSheets } from "./download-sheets.ts";
import { LIST_CARDS_KEY } from "./list-cards.ts";
import { LIST_HANDOVERS_KEY } from "./list-handovers.ts";

export type CardReplacement = { readonly cardId: string; readonly reason: string };

/** Makes a new card in a lost one's place, and answers its sheets: they come once. */
export function replaceCard({ cardId, reason }: CardReplacement): Promise<Blob> {
  return downloadSheets(`/api/cards/${cardId}/replacement`, { reason });
}

export function useReplaceCard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: replaceCard,
    gcTime: 0,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: LIST_CARDS_KEY }),
        client.invalidateQueries({ queryKey: LIST_HANDOVERS_KEY }),
      ]),
  });
}
