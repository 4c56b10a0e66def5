import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useConfig } from "wagmi";

import { listIssuancesOptions } from "../../../shared/api/list-issuances.ts";
import type { Issuance } from "../../../shared/api/types.ts";
import { forgetAct, usePendingActs } from "../acts/pending-acts.ts";
import { useRefresh } from "../acts/use-act.ts";
import { useOfficer } from "../session/officer-context.ts";
import { chunkKey, runChunks } from "./chunk-run.ts";

export type Recharge = {
  readonly issued: number;
  readonly sent: number;
  readonly all: number;
  readonly isRunning: boolean;
  readonly isPausing: boolean;
  readonly error: Error | null;
  readonly run: () => void;
  readonly pause: () => void;
};

/** The signing of an issuance's chunks: how far it is, and its start, pause and resumption. */
export function useRecharge(issuance: Issuance): Recharge {
  const config = useConfig();
  const { session } = useOfficer();
  const acts = usePendingActs();
  const wantsPause = useRef(false);
  const [isPausing, setIsPausing] = useState(false);
  const { chunks } = issuance;
  const issued = chunks.filter(({ state }) => state === "issued");
  const waiting = chunks.filter(({ state }) => state === "prepared");
  const sent = waiting.filter(({ ref }) => acts[chunkKey(ref)] !== undefined);
  const signing = useMutation({
    mutationFn: () =>
      runChunks(
        config,
        session.officer,
        waiting,
        (ref) => acts[chunkKey(ref)]?.hash,
        () => !wantsPause.current,
      ),
    onSettled: () => setIsPausing(false),
  });
  // After an error too: a part whose answer was lost may have been sent all the same.
  const mayChange = sent.length > 0 || signing.isError;
  useRefresh(listIssuancesOptions(issuance.programmeId).queryKey, mayChange);
  return {
    issued: issued.length,
    sent: sent.length,
    all: chunks.filter(({ state }) => state !== "cancelled").length,
    isRunning: signing.isPending,
    isPausing,
    error: signing.error,
    run: () => {
      wantsPause.current = false;
      signing.mutate();
    },
    pause: () => {
      wantsPause.current = true;
      setIsPausing(true);
    },
  };
}

/** Parts that the service shows as issued need no following any more. */
export function useForgetIssued({ chunks }: Issuance): void {
  const done = chunks
    .filter(({ state }) => state === "issued")
    .map(({ ref }) => ref)
    .join();
  useEffect(() => {
    for (const ref of done.split(",")) forgetAct(chunkKey(ref));
  }, [done]);
}
