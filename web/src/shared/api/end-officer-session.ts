import { useMutation, useQueryClient } from "@tanstack/react-query";

import { request } from "./request.ts";

export async function endOfficerSession(): Promise<void> {
  await request("/api/officers/session", { method: "DELETE" });
}

/** Whatever an officer saw goes with the session. */
export function useEndOfficerSession() {
  const client = useQueryClient();
  return useMutation({ mutationFn: endOfficerSession, onSuccess: () => client.clear() });
}
