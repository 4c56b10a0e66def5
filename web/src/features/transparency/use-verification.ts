import { queryOptions, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";

import type { Town } from "../../shared/api/types.ts";
import type { VerificationFailure, WorkerAnswer } from "./verification-worker.ts";
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
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      if (data.kind === "progress") progress(data.part);
      else if (data.kind === "verified") resolve(data.figures);
      else reject(new VerificationError(data.why, data.detail));
    };
    worker.onerror = ({ message }) => reject(new VerificationError("unreachable", message));
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    worker.postMessage(order);
  });
  return ended.finally(() => worker.terminate());
}

/**
 * Verifies, from `node` where one is named; `progress` from 0 to 1 while it reads the chain. `readAnew` throws away what
 * this browser kept of the chain and reads all of it again.
 */
export function useVerification(town: Town, node: string | undefined) {
  const [progress, setProgress] = useState(0);
  const isAnew = useRef(false);
  const verification = useQuery(
    queryOptions({
      queryKey: ["verification", town.chainId, town.contracts.programmes, node],
      queryFn: async ({ signal }) => {
        const order = { town, node, isAnew: isAnew.current };
        const verified = await verifyInWorker(order, signal, setProgress);
        isAnew.current = false;
        return verified;
      },
      retry: 1,
      refetchOnWindowFocus: false,
    }),
  );
  const readAnew = () => {
    isAnew.current = true;
    void verification.refetch();
  };
  return { ...verification, progress, readAnew };
}
