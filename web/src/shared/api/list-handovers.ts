import { useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Handover } from "./types.ts";

export const LIST_HANDOVERS_KEY = ["list-handovers"] as const;

/** What replaced cards still hold, with the transactions that move it. */
export function useHandovers() {
  return useQuery({
    queryKey: LIST_HANDOVERS_KEY,
    queryFn: ({ signal }) => requestJson<Handover[]>("/api/handovers", { signal }),
  });
}
