import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { request, requestJson } from "./request.ts";
import type { UnusualUse } from "./types.ts";

const KEY = ["unusual-use"] as const;

/** What tills did that no shop does every day: open cases first. */
export function useUnusualUse() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => requestJson<UnusualUse[]>("/api/unusual-use", { signal }),
  });
}

export type CaseOutcome = Pick<UnusualUse, "tillId" | "rule" | "day"> & {
  readonly outcome: string;
};

/** Closes a case with what came of it. */
export function useCloseUnusualUse() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ tillId, rule, day, outcome }: CaseOutcome) => {
      const path = `/api/unusual-use/${tillId}/${rule}/${day}/outcome`;
      await request(path, { method: "POST", json: { outcome } });
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
