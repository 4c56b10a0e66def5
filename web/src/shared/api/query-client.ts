import { QueryClient } from "@tanstack/react-query";

import { ProblemError, UnansweredError } from "./request.ts";

const MOST_RETRIES = 3;
const SERVER_FAULT = 500;

/** Reads are asked again while the service cannot be heard or is busy; a refusal is an answer. */
function isWorthRetrying(failures: number, error: Error): boolean {
  if (failures >= MOST_RETRIES) return false;
  if (error instanceof ProblemError) return error.problem.status >= SERVER_FAULT;
  return error instanceof UnansweredError;
}

/** Fails fast instead of waiting in silence for the line to come back: the pages say so and offer to try again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        retry: isWorthRetrying,
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4000),
        staleTime: 5_000,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
