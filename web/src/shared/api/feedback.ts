import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type {
  Feedback,
  FeedbackAnswer,
  FeedbackContact,
  FeedbackReceived,
  FeedbackReply,
  NewFeedback,
} from "./types.ts";

const PATH = "/api/feedback";
const KEY = ["feedback"];

/** Kept nowhere: the code is shown once, to who wrote. */
export function useSendFeedback() {
  return useMutation({
    mutationFn: (json: NewFeedback) =>
      requestJson<FeedbackReceived>(PATH, { method: "POST", json }),
    gcTime: 0,
  });
}

export function useFeedbackReply() {
  return useMutation({
    mutationFn: (code: string) =>
      requestJson<FeedbackReply>("/api/feedback-replies", { method: "POST", json: { code } }),
    gcTime: 0,
  });
}

export function useFeedback() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => requestJson<readonly Feedback[]>(PATH, { signal }),
  });
}

/** Asked for by hand, because each look is written down. */
export function useFeedbackContact() {
  return useMutation({
    mutationFn: (id: string) => requestJson<FeedbackContact>(`${PATH}/${id}/contact`),
    gcTime: 0,
  });
}

/** Whose answer is the list as it is then. */
export function useCloseFeedback() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...json }: FeedbackAnswer & { readonly id: string }) =>
      requestJson<readonly Feedback[]>(`${PATH}/${id}/answer`, { method: "POST", json }),
    onSuccess: (feedback) => client.setQueryData(KEY, feedback),
    onError: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
