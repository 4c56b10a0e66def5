import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";

import type { OfferCategory, OfferSide, ReportReason } from "#core/offer/offer-words.ts";

import { queryText } from "./query-text.ts";
import { type RequestOptions, request, requestJson } from "./request.ts";
import type { Offer, OfferInput, OfferThread, OpenOfferThread } from "./types.ts";
import type { CardCredentials } from "./view-card.ts";

const ROOT = "/api/board";

/** The token of the board that is open in this page; it is kept nowhere else. */
export const BoardToken = createContext("");

/** The code of the card that the board was opened with, in this page only: a payment asks for its password again. */
export const BoardCard = createContext("");

export function useOpenBoard() {
  return useMutation({
    mutationFn: (json: CardCredentials) =>
      requestJson<{ token: string }>(`${ROOT}/sessions`, { method: "POST", json }),
    gcTime: 0,
  });
}

/** The token opens nothing any more; where the service cannot be heard, it ends by itself soon. */
export async function closeBoard(token: string): Promise<void> {
  await request(`${ROOT}/sessions/current`, { method: "DELETE", token }).catch(() => undefined);
}

/** What is empty or absent is not asked for. */
export type BoardFilter = {
  readonly search?: string;
  readonly side?: OfferSide | undefined;
  readonly category?: OfferCategory | undefined;
  readonly before?: string | undefined;
};

type OfferPage = { readonly items: readonly Offer[]; readonly next?: string };

/** Read anew each time and forgotten at once: the phone may be somebody else's in a minute. */
function useBoard<Answer>(key: readonly unknown[], path: string) {
  const token = useContext(BoardToken);
  return useQuery({
    queryKey: ["board", ...key],
    queryFn: ({ signal }) => requestJson<Answer>(`${ROOT}${path}`, { token, signal }),
    gcTime: 0,
    staleTime: 0,
  });
}

export function useOffers(filter: BoardFilter) {
  return useBoard<OfferPage>(["offers", filter], `/offers${queryText(filter)}`);
}

export function useOwnOffers() {
  return useBoard<readonly Offer[]>(["own"], "/own-offers");
}

export function useOffer(id: string) {
  return useBoard<Offer>(["offer", id], `/offers/${id}`);
}

export function useThreads() {
  return useBoard<readonly OfferThread[]>(["threads"], "/threads");
}

export function useThread(id: string) {
  return useBoard<OpenOfferThread>(["thread", id], `/threads/${id}`);
}

/** A photograph as an address of this page's own. */
export function usePhoto(id: string) {
  const token = useContext(BoardToken);
  return useQuery({
    queryKey: ["board", "photo", id],
    queryFn: async ({ signal }) => {
      const answer = await request(`${ROOT}/photos/${id}`, { token, signal, accept: "image/jpeg" });
      return answer.blob();
    },
    gcTime: 0,
    staleTime: Infinity,
  });
}

/** What changes the board: everything of it that is shown is read again. */
function useBoardAct<Input, Answer>(
  requestOf: (input: Input) => { path: string; options?: RequestOptions },
) {
  const token = useContext(BoardToken);
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (input: Input) => {
      const { path, options } = requestOf(input);
      const answer = await request(`${ROOT}${path}`, { method: "POST", ...options, token });
      return (answer.status === 204 ? undefined : await answer.json()) as Answer;
    },
    // Not waited for: the answer is used at once, before what is read again takes the form off the screen.
    onSuccess: () => void client.invalidateQueries({ queryKey: ["board"] }),
    gcTime: 0,
  });
}

export function usePutUpOffer() {
  return useBoardAct<OfferInput, Offer>((json) => ({ path: "/offers", options: { json } }));
}

export function useAddPhoto() {
  return useBoardAct<{ offerId: string; jpeg: Blob }, { photoId: string }>(({ offerId, jpeg }) => ({
    path: `/offers/${offerId}/photos`,
    options: { body: { type: "image/jpeg", content: jpeg } },
  }));
}

export function useRenewOffer() {
  return useBoardAct<string, Offer>((id) => ({ path: `/offers/${id}/renewal` }));
}

export function useCloseOffer() {
  return useBoardAct<string, Offer>((id) => ({ path: `/offers/${id}/closure` }));
}

/** Where one writes: about an offer, or in a thread. */
export type About = `/offers/${string}` | `/threads/${string}`;

export function useWrite(about: About) {
  return useBoardAct<{ id: string; text: string }, OpenOfferThread>((json) => ({
    path: `${about}/messages`,
    options: { json },
  }));
}

type Price = { readonly id: string; readonly localCents: string; readonly euroCents: string };

export function useProposeDeal(threadId: string) {
  return useBoardAct<Price, OpenOfferThread>((json) => ({
    path: `/threads/${threadId}/deals`,
    options: { json },
  }));
}

export function usePayDeal(dealId: string) {
  return useBoardAct<CardCredentials, OpenOfferThread>((json) => ({
    path: `/deals/${dealId}/payment`,
    options: { json },
  }));
}

export function useWithdrawDeal(dealId: string) {
  return useBoardAct<void, OpenOfferThread>(() => ({ path: `/deals/${dealId}/withdrawal` }));
}

export function useBlock(threadId: string) {
  return useBoardAct<void, void>(() => ({ path: `/threads/${threadId}/block` }));
}

type Report = { readonly id: string; readonly reason: ReportReason; readonly note?: string };

export function useReport(about: About) {
  return useBoardAct<Report, void>((json) => ({ path: `${about}/reports`, options: { json } }));
}
