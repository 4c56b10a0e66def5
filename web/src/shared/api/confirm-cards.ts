import { useMutation, useQueryClient } from "@tanstack/react-query";

import { countCardsOptions } from "./count-cards.ts";
import { requestJson } from "./request.ts";

/** The sheets are printed: the issued cards become active. */
export function confirmCards(programmeId: string): Promise<{ cards: number }> {
  return requestJson<{ cards: number }>(`/api/programmes/${programmeId}/cards/confirmation`, {
    method: "POST",
  });
}

export function useConfirmCards(programmeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => confirmCards(programmeId),
    onSettled: () =>
      client.invalidateQueries({ queryKey: countCardsOptions(programmeId).queryKey }),
  });
}
