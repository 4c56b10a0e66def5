import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Town } from "../../shared/api/types.ts";
import type { VerificationFailure, WorkerAnswer } from "./verification-worker.ts";
// Vite makes the export, and of the module a script that older browsers run as well.
// oxlint-disable-next-line import/default
import VerificationWorker from "./verification-worker.ts?worker";
import type { VerificationOrder, VerifiedFigures } from "./verify.ts";

/** Nothing could be verified. */
export class VerificationError extends Error {
  override readonly name = "VerificationError";
  readonly why: VerificationFailure;

  constructor(why: VerificationFailure, detail: string) {
    super(detail);
    this.why = why;
  }
}

/** Has a worker verify; it ends with its answer, or where nobody waits for that any more. */
function verifyInWorker(
  order: VerificationOrder,
  signal: AbortSignal,
  progress: (part: number) => void,
): Promise<VerifiedFigures> {
  const worker = new VerificationWorker();
  const ended = new Promise<VerifiedFigures>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<WorkerAnswer>) => {
      if (data.kind === "progress") progress(data.part);
      else if (data.kind === "verified") resolve(data.figures);
      else reject(new VerificationError(data.why, data.detail));
    });
    worker.addEventListener("error", ({ message }) =>
      reject(new VerificationError("unreachable", message)),
    );
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    worker.postMessage(order, []);
  });
  return ended.finally(() => worker.terminate());
}

/**
 * Verifies, from `node` where one is named; `progress` from 0 to 1 while it reads the chain. `readAnew` throws away what
 * this browser kept of the chain and reads all of it again.
 */
export function useVerification(town: Town, node: string | undefined) {
  const [progress, setProgress] = useState(0);
  const client = useQueryClient();
  const options = (isAnew: boolean) =>
    queryOptions({
      queryKey: ["verification", town.chainId, town.contracts.programmes, node],
      queryFn: ({ signal }) => verifyInWorker({ town, node, isAnew }, signal, setProgress),
      refetchOnWindowFocus: false,
    });
  const verification = useQuery({ ...options(false), retry: 1 });
  // Where it fails, the query that the page shows says so.
  const readAnew = () =>
    void client.fetchQuery({ ...options(true), staleTime: 0 }).catch(() => undefined);
  return { ...verification, progress, readAnew };
}
