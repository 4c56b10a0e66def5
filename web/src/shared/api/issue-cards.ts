import { useMutation, useQueryClient } from "@tanstack/react-query";

import { downloadSheets } from "./download-sheets.ts";
import { countCardsOptions } from "./count-cards.ts";

/** Makes cards for the programme's beneficiaries who have none and answers the sheets to print. */
export function issueCards(programmeId: string): Promise<Blob> {
  return downloadSheets(`/api/programmes/${programmeId}/cards`);
}

export function useIssueCards(programmeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => issueCards(programmeId),
    onSettled: () =>
      client.invalidateQueries({ queryKey: countCardsOptions(programmeId).queryKey }),
  });
}
