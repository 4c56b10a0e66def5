import { useMutation, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Association, Gift } from "./types.ts";
import type { CardCredentials } from "./view-card.ts";

export type GiftTo =
  | { readonly kind: "card_number"; readonly number: string }
  | { readonly kind: "card_code"; readonly code: string }
  | { readonly kind: "association"; readonly id: string };

type GiftRequest = CardCredentials & {
  readonly giftId: string;
  readonly amountCents: string;
  readonly to: GiftTo;
};

function giveValue(json: GiftRequest): Promise<Gift> {
  return requestJson<Gift>("/api/gifts", { method: "POST", json });
}

/** Kept nowhere, like all that a citizen does here. */
export function useGiveValue() {
  return useMutation({ mutationFn: giveValue, gcTime: 0 });
}

export function useAssociations() {
  return useQuery({
    queryKey: ["associations"],
    queryFn: () => requestJson<Association[]>("/api/associations"),
  });
}
