import { useMutation } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Claimed } from "./types.ts";
import type { CardCredentials } from "./view-card.ts";

/** Claims a code for a card, with its password. */
export function claimCode(claim: CardCredentials & { claimCode: string }): Promise<Claimed> {
  return requestJson<Claimed>("/api/claims", { method: "POST", json: claim });
}

/** Kept nowhere, like all that a citizen does here. */
export function useClaimCode() {
  return useMutation({ mutationFn: claimCode, gcTime: 0 });
}

export type CounterClaim = { readonly cardId: string; readonly claimCode: string };

/** At the counter, by an officer who has the paper code in hand. */
export function claimAtCounter({ cardId, ...json }: CounterClaim): Promise<Claimed> {
  return requestJson<Claimed>(`/api/cards/${cardId}/claims`, { method: "POST", json });
}

export function useClaimAtCounter() {
  return useMutation({ mutationFn: claimAtCounter });
}
