import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { TillStatements } from "./types.ts";

export function listTillStatements(signal?: AbortSignal): Promise<TillStatements> {
  return requestJson<TillStatements>("/api/tills/current/statements", { signal });
}

export function listTillStatementsOptions() {
  return queryOptions({
    queryKey: ["list-till-statements"],
    queryFn: ({ signal }) => listTillStatements(signal),
  });
}

export function useTillStatements() {
  return useQuery(listTillStatementsOptions());
}
