import { useMutation } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { CardView } from "./types.ts";

export type CardCredentials = { readonly cardCode: string; readonly password: string };

export function viewCard(credentials: CardCredentials): Promise<CardView> {
  return requestJson<CardView>("/api/card-views", { method: "POST", json: credentials });
}

/** Kept nowhere: what a citizen saw is forgotten as soon as the page no longer shows it. */
export function useViewCard() {
  return useMutation({ mutationFn: viewCard, gcTime: 0 });
}
