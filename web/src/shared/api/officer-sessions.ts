import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { request, requestJson } from "./request.ts";
import type { OpenSession } from "./types.ts";

const KEY = ["officer-sessions"] as const;

/** Where one is signed in; for the secretariat, where everybody is. */
export function useOfficerSessions() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => requestJson<OpenSession[]>("/api/officers/sessions", { signal }),
  });
}

/** Ends a session on a device that one has left, or lost. */
export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (sessionId: string) => {
      await request(`/api/officers/sessions/${sessionId}`, { method: "DELETE" });
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
