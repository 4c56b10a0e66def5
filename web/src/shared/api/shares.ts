import { useMutation } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Share } from "./types.ts";
import type { CardCredentials } from "./view-card.ts";

/** A card's links to what can be shared now. */
function readShares(json: CardCredentials): Promise<Share[]> {
  return requestJson<Share[]>("/api/shares", { method: "POST", json });
}

/** Kept nowhere, like all that a citizen does here. */
export function useShares() {
  return useMutation({ mutationFn: readShares, gcTime: 0 });
}
