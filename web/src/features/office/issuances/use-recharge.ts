import { useEffect } from "react";

import { listIssuancesOptions } from "../../../shared/api/list-issuances.ts";
import type { Issuance } from "../../../shared/api/types.ts";
import { forgetAct } from "../acts/pending-acts.ts";
import { type Part, partKey } from "../acts/run-parts.ts";
import { type PartsRun, useParts } from "../acts/use-parts.ts";

export type Recharge = PartsRun & {
  readonly issued: number;
  readonly all: number;
  /** Makes sure that what was not signed never will be. */
  readonly cancellation: PartsRun;
};

/** The signing of an issuance's chunks, and how far it is. */
export function useRecharge({ programmeId, chunks }: Issuance): Recharge {
  const waiting = chunks.filter(({ state }) => state === "prepared");
  const { queryKey } = listIssuancesOptions(programmeId);
  const run = useParts(partsOf(waiting, "transaction"), queryKey);
  const cancellation = useParts(partsOf(waiting, "cancellation"), queryKey);
  return {
    ...run,
    cancellation,
    issued: chunks.filter(({ state }) => state === "issued").length,
    all: chunks.filter(({ state }) => state !== "cancelled").length,
  };
}

function partsOf(chunks: Issuance["chunks"], act: "transaction" | "cancellation"): Part[] {
  return chunks.flatMap(({ ref, [act]: transaction }) =>
    transaction === undefined ? [] : [{ ref, transaction }],
  );
}

/** Parts that the service shows as issued or cancelled need no following any more. */
export function useForgetDone({ chunks }: Issuance): void {
  const done = chunks
    .filter(({ state }) => state !== "prepared")
    .map(({ ref }) => ref)
    .join();
  useEffect(() => {
    for (const ref of done.split(",")) forgetAct(partKey(ref));
  }, [done]);
}
