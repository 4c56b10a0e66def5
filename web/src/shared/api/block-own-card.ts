import { useMutation } from "@tanstack/react-query";

import { request } from "./request.ts";
import type { CardCredentials } from "./view-card.ts";

async function blockOwnCard(credentials: CardCredentials): Promise<void> {
  await request("/api/card-blocks", { method: "POST", json: credentials });
}

export function useBlockOwnCard() {
  return useMutation({ mutationFn: blockOwnCard, gcTime: 0 });
}
