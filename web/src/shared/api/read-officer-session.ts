import { queryOptions, useQuery } from "@tanstack/react-query";

import { ProblemError, requestJson } from "./request.ts";
import type { OfficerSession } from "./types.ts";

const UNAUTHORISED = 401;

/** Who is signed in, with the roles that the chain says now; `null` where nobody is. */
export async function readOfficerSession(signal?: AbortSignal): Promise<OfficerSession | null> {
  try {
    return await requestJson<OfficerSession>("/api/officers/session", { signal });
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === UNAUTHORISED) return null;
    throw error;
  }
}

export function readOfficerSessionOptions() {
  return queryOptions({
    queryKey: ["read-officer-session"],
    queryFn: ({ signal }) => readOfficerSession(signal),
    refetchInterval: 60_000,
  });
}

export function useOfficerSession() {
  return useQuery(readOfficerSessionOptions());
}
