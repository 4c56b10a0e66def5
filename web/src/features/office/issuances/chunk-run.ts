import { TransactionNotFoundError } from "viem";
import type { Config } from "wagmi";
import { getTransaction } from "wagmi/actions";

import type { Issuance } from "../../../shared/api/types.ts";
import { forgetAct, rememberAct } from "../acts/pending-acts.ts";
import { ActRevertedError, sendAct, waitForAct } from "../acts/send-act.ts";

export type Chunk = Issuance["chunks"][number];

export function chunkKey(ref: string): string {
  return `chunk:${ref}`;
}

/**
 * Signs and sends the chunks one after the other, each after the block of the one before. Before each it asks whether
 * to go on, so that a pause never cuts an act in two. What was sent and not yet seen final is waited for, not sent
 * again; and the contract refuses a chunk's reference the second time in any case.
 */
export async function runChunks(
  config: Config,
  officer: string,
  chunks: readonly Chunk[],
  sentHash: (ref: string) => `0x${string}` | undefined,
  mayGoOn: () => boolean,
): Promise<void> {
  for (const { ref, transaction } of chunks) {
    if (!mayGoOn()) return;
    const key = chunkKey(ref);
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
