import { useMutation, useQueryClient } from "@tanstack/react-query";

import { countCardsOptions } from "./count-cards.ts";
import { requestJson } from "./request.ts";

/** The print failed: the issued cards are closed, and new ones can be made. */
export function discardCards(programmeId: string): Promise<{ cards: number }> {
  return requestJson<{ cards: number }>(`/api/programmes/${programmeId}/cards/discard`, {
    method: "POST",
  });
}

export function useDiscardCards(programmeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => discardCards(programmeId),
    onSettled: () =>
      client.invalidateQueries({ queryKey: countCardsOptions(programmeId).queryKey }),
  });
}
