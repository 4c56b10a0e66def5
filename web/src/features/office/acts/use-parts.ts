import { type QueryKey, useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useConfig } from "wagmi";

import { useOfficer } from "../session/officer-context.ts";
import { usePendingActs } from "./pending-acts.ts";
import { type Part, partKey, runParts } from "./run-parts.ts";
import { useRefresh } from "./use-act.ts";

export type PartsRun = {
  /** Sent from this browser and not yet final. */
  readonly sent: number;
  readonly isRunning: boolean;
  readonly isPausing: boolean;
  readonly error: Error | null;
  readonly run: () => void;
  readonly pause: () => void;
};

/** The signing of an act in several parts: its start, pause and resumption, across reloads. */
export function useParts(waiting: readonly Part[], refreshes: QueryKey): PartsRun {
  const config = useConfig();
  const { session } = useOfficer();
  const acts = usePendingActs();
  const wantsPause = useRef(false);
  const [isPausing, setIsPausing] = useState(false);
  const sent = waiting.filter(({ ref }) => acts[partKey(ref)] !== undefined).length;
  const signing = useMutation({
    mutationFn: () =>
      runParts(
        config,
        session.officer,
        waiting,
        (ref) => acts[partKey(ref)]?.hash,
        () => !wantsPause.current,
      ),
    onSettled: () => setIsPausing(false),
  });
  // After an error too: a part whose answer was lost may have been sent all the same.
  useRefresh(refreshes, sent > 0 || signing.isError);
  return {
    sent,
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
