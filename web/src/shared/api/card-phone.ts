import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { LIST_CARDS_KEY } from "./list-cards.ts";
import { problemCode, request, requestJson } from "./request.ts";
import type { PhoneView } from "./types.ts";
import type { CardCredentials } from "./view-card.ts";

const KEY = ["card-phone"];
const ASK_AGAIN_MS = 3_000;

/** What this telephone is asked. Asked again and again while it is looked at: a till is waiting. */
export function usePhoneQuestions(isBound: boolean) {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => requestJson<PhoneView>("/api/card-phones/current", { signal }),
    enabled: isBound,
    refetchInterval: ({ state }) => (isOver(state.error) ? false : ASK_AGAIN_MS),
    refetchOnWindowFocus: "always",
    retry: false,
    gcTime: 0,
  });
}

function isOver(error: unknown): boolean {
  return problemCode(error) === "phone_required";
}

type Answer = { readonly paymentId: string; readonly answer: "confirmed" | "refused" };

export function useAnswerQuestion() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ paymentId, answer }: Answer) =>
      requestJson<{ state: string }>(`/api/card-phones/current/questions/${paymentId}`, {
        method: "POST",
        json: { answer },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

async function post(path: string, credentials: CardCredentials): Promise<void> {
  await request(path, { method: "POST", json: credentials });
}

export function useBindPhone() {
  return useMutation({
    mutationFn: (credentials: CardCredentials) => post("/api/card-phones", credentials),
    gcTime: 0,
  });
}

export function useUnbindPhone() {
  return useMutation({
    mutationFn: (credentials: CardCredentials) =>
      post("/api/card-phones/current/removal", credentials),
    gcTime: 0,
  });
}

type Removal = { readonly cardId: string; readonly reason: string };

/** The office, where the telephone is lost. */
export function useRemovePhone() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ cardId, reason }: Removal) =>
      void (await request(`/api/cards/${cardId}/phone-removal`, {
        method: "POST",
        json: { reason },
      })),
    onSettled: () => client.invalidateQueries({ queryKey: LIST_CARDS_KEY }),
  });
}
