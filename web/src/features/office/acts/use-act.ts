import { type QueryKey, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Hex } from "viem";
import { useConfig } from "wagmi";

import type { TransactionRequest } from "../../../shared/api/types.ts";
import { useOfficer } from "../session/officer-context.ts";
import { forgetAct, rememberAct, usePendingActs } from "./pending-acts.ts";
import { ActRevertedError, sendAct, waitForAct } from "./send-act.ts";

/**
 * Where an act is: not begun, at the wallet, on its way to a block, in a block and waiting to be final; or sent and
 * long not seen in any block. The service takes note of final blocks only; then the act's own data say that it is done.
 */
export type ActStage = "idle" | "signing" | "sending" | "finalising" | "missing";

export type Act = {
  readonly stage: ActStage;
  readonly hash: Hex | undefined;
  readonly error: Error | null;
  readonly begin: () => void;
  /** Looks for the block again. */
  readonly lookAgain: () => void;
  /** Gives a missing transaction up, so that the act can be signed anew. */
  readonly giveUp: () => void;
};

type ActInput = {
  /** One act on one thing, e.g. `opening:<programme>`. */
  readonly key: string;
  readonly prepare: () => Promise<TransactionRequest>;
  /** Whether the service already shows the effect. */
  readonly isDone: boolean;
  /** What to read again until it does. */
  readonly refreshes: QueryKey;
};

const REFRESH_MS = 1_500;

/** An act that the officer's wallet signs, followed across reloads until the service shows its effect. */
export function useAct({ key, prepare, isDone, refreshes }: ActInput): Act {
  const config = useConfig();
  const { session } = useOfficer();
  const hash = usePendingActs()[key]?.hash;
  const signing = useMutation({
    mutationFn: async () => sendAct(config, session.officer, await prepare()),
    onSuccess: (sent) => rememberAct(key, sent),
  });
  const receipt = useReceipt(hash);
  const isReverted = receipt.error instanceof ActRevertedError;
  useEffect(() => {
    if (hash !== undefined && (isDone || isReverted)) forgetAct(key);
  }, [hash, isDone, isReverted, key]);
  useRefresh(refreshes, hash !== undefined && !isDone);
  return {
    stage: stageOf(signing.isPending, isDone ? undefined : hash, receipt.status),
    hash,
    error: signing.error ?? receipt.error,
    begin: () => signing.mutate(),
    lookAgain: () => void receipt.refetch(),
    giveUp: () => forgetAct(key),
  };
}

const STAGE_OF_RECEIPT = { pending: "sending", success: "finalising", error: "missing" } as const;

function stageOf(
  isSigning: boolean,
  hash: Hex | undefined,
  receipt: keyof typeof STAGE_OF_RECEIPT,
): ActStage {
  if (isSigning) return "signing";
  return hash === undefined ? "idle" : STAGE_OF_RECEIPT[receipt];
}

function useReceipt(hash: Hex | undefined) {
  const config = useConfig();
  return useQuery({
    queryKey: ["act-receipt", hash],
    queryFn: async () => {
      await waitForAct(config, hash!);
      return true;
    },
    enabled: hash !== undefined,
    staleTime: Infinity,
    retry: false,
  });
}

/** Reads something again every now and then while it is about to change. */
export function useRefresh(queryKey: QueryKey, isActive: boolean): void {
  const client = useQueryClient();
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    if (!isActive) return undefined;
    const read = () => void client.invalidateQueries({ queryKey: JSON.parse(key) as QueryKey });
    const timer = setInterval(read, REFRESH_MS);
    return () => clearInterval(timer);
  }, [client, key, isActive]);
}
