import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Statement } from "./types.ts";

export function listStatements(signal?: AbortSignal): Promise<Statement[]> {
  return requestJson<Statement[]>("/api/statements", { signal });
}

export function listStatementsOptions() {
  return queryOptions({
    queryKey: ["list-statements"],
    queryFn: ({ signal }) => listStatements(signal),
  });
}

export function useStatements() {
  return useQuery(listStatementsOptions());
}
