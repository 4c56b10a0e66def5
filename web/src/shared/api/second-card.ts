import { useMutation, useQueryClient } from "@tanstack/react-query";

import { downloadSheets } from "./download-sheets.ts";
import { LIST_CARDS_KEY } from "./list-cards.ts";
import { readPersonOptions } from "./read-person.ts";
import { requestJson } from "./request.ts";
import type { Card } from "./types.ts";

export type SecondCardOrder = {
  readonly surname: string;
  readonly name: string;
  /** Hundredths of each recharge. */
  readonly sharePercent: number;
};

/** Makes a household's second card, and answers its sheets: they come once. */
export function issueSecondCard(beneficiaryId: string, order: SecondCardOrder): Promise<Blob> {
  return downloadSheets(`/api/beneficiaries/${beneficiaryId}/second-card`, order);
}

export function useIssueSecondCard(beneficiaryId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: SecondCardOrder) => issueSecondCard(beneficiaryId, order),
    gcTime: 0,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: readPersonOptions(beneficiaryId).queryKey }),
        client.invalidateQueries({ queryKey: LIST_CARDS_KEY }),
      ]),
  });
}

/** Changes what a second card gets of each recharge from now on. */
export function changeShare(cardId: string, sharePercent: number): Promise<Card> {
  return requestJson<Card>(`/api/cards/${cardId}/share`, {
    method: "POST",
    json: { sharePercent },
  });
}

export function useChangeShare(cardId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sharePercent: number) => changeShare(cardId, sharePercent),
    onSettled: () => client.invalidateQueries({ queryKey: LIST_CARDS_KEY }),
  });
}
