import type { Hex } from "viem";

import { FIRST_PACE, paceAfterRead, paceAfterRefusal } from "#core/chain/block-range.ts";
import type { Address } from "#core/shared/ids.ts";

import type { ChainReader } from "./town-chain.ts";

export type ChainLog = {
  readonly address: Address;
  readonly topics: [Hex, ...Hex[]];
  readonly data: Hex;
  readonly blockNumber: bigint;
  readonly transactionHash: Hex;
  readonly logIndex: number;
  /** Seconds since 1970, where the node says so with the log. */
  readonly blockTimestamp?: bigint;
};

export type LogRange = {
  readonly address: Address;
  readonly from: bigint;
  readonly until: bigint;
};

/** Part done, 0 to 1. */
export type Progress = (part: number) => void;

/**
 * A contract's logs in chain order, asked for in ranges as wide as the node bears. Throws what the node's client throws
 * where even one block cannot be had.
 */
export async function readLogs(
  client: ChainReader,
  { address, from, until }: LogRange,
  progress: Progress = () => undefined,
): Promise<ChainLog[]> {
  const logs: ChainLog[] = [];
  let pace = FIRST_PACE;
  let next = from;
  while (next <= until) {
    const end = next + pace.blocks - 1n;
    const last = end < until ? end : until;
    const started = performance.now();
    const found = await client
      .getLogs({ address, fromBlock: next, toBlock: last })
      .catch((error: unknown) => {
        if (pace.blocks === 1n) throw error;
        return undefined;
      });
    if (found === undefined) {
      pace = paceAfterRefusal(pace);
      continue;
    }
    pace = paceAfterRead(pace, {
      milliseconds: performance.now() - started,
      logs: found.length,
    });
    for (const log of found as unknown as ChainLog[]) if (log.topics.length > 0) logs.push(log);
    next = last + 1n;
    progress(Number(next - from) / Number(until - from + 1n));
  }
  return logs;
}
