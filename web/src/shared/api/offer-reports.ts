import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { OfferReport, OfferReportDecision } from "./types.ts";

const PATH = "/api/offer-reports";
const KEY = ["offer-reports"];

export function useOfferReports() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => requestJson<readonly OfferReport[]>(PATH, { signal }),
  });
}

/** An act whose answer is the list as it is then. */
function useReportAct<Input extends { readonly id: string }>(act: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...json }: Input) =>
      requestJson<readonly OfferReport[]>(`${PATH}/${id}/${act}`, { method: "POST", json }),
    onSuccess: (reports) => client.setQueryData(KEY, reports),
    onError: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDecideReport() {
  return useReportAct<OfferReportDecision & { readonly id: string }>("decision");
}

export function usePutBack() {
  return useReportAct<{ readonly id: string }>("reversion");
}

export type ReportedMessage = {
  readonly id: string;
  readonly at: string;
  readonly isFromOwner: boolean;
  readonly text: string;
};

/** Asked for by hand, because each look is written down. */
export function useReportedMessages() {
  return useMutation({
    mutationFn: (id: string) => requestJson<readonly ReportedMessage[]>(`${PATH}/${id}/messages`),
    gcTime: 0,
  });
}
