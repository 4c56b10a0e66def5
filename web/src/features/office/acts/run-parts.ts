import { TransactionNotFoundError } from "viem";
import type { Config } from "wagmi";
import { getTransaction } from "wagmi/actions";

import type { TransactionRequest } from "../../../shared/api/types.ts";
import { forgetAct, rememberAct } from "./pending-acts.ts";
import { ActRevertedError, sendAct, waitForAct } from "./send-act.ts";

/** One of several transactions that are one act, such as an issuance; it does no harm on chain a second time. */
export type Part = { readonly ref: string; readonly transaction: TransactionRequest };

export function partKey(ref: string): string {
  return `part:${ref}`;
}

/**
 * Signs and sends the parts one after the other, each after the block of the one before. Before each it asks whether
 * to go on, so that a pause never cuts an act in two. What was sent and not yet seen final is waited for, not sent
 * again; and the contract does nothing a second time in any case.
 */
export async function runParts(
  config: Config,
  officer: string,
  parts: readonly Part[],
  sentHash: (ref: string) => `0x${string}` | undefined,
  mayGoOn: () => boolean,
): Promise<void> {
  for (const { ref, transaction } of parts) {
    if (!mayGoOn()) return;
    const key = partKey(ref);
    const hash = sentHash(ref) ?? (await sendAct(config, officer, transaction));
    rememberAct(key, hash);
    await waitForAct(config, hash).catch(async (error: unknown) => {
      const isOver = error instanceof ActRevertedError || (await isLost(config, hash));
      if (isOver) forgetAct(key);
      throw error;
    });
  }
}

/** The chain does not know it any more: then the part may be signed anew. */
async function isLost(config: Config, hash: `0x${string}`): Promise<boolean> {
  const answer = await getTransaction(config, { hash }).catch((error: unknown) => error);
  return answer instanceof TransactionNotFoundError;
}
