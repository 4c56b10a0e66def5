import type { Hex } from "viem";

import type { Address } from "#core/shared/ids.ts";

import type { ChainReader } from "./town-chain.ts";

/** Blocks asked for at once; halved where a node says that it is too much. */
const WIDEST_RANGE = 10_000n;

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
 * A contract's logs in chain order, asked for in ranges as wide as the node allows. Throws what the node's client
 * throws where even one block cannot be had.
 */
export async function readLogs(
  client: ChainReader,
  { address, from, until }: LogRange,
  progress: Progress = () => undefined,
): Promise<ChainLog[]> {
  const logs: ChainLog[] = [];
  let width = WIDEST_RANGE;
  let next = from;
  while (next <= until) {
    const last = next + width - 1n < until ? next + width - 1n : until;
    const range = { address, fromBlock: next, toBlock: last };
    const found = await client.getLogs(range).catch((error: unknown) => {
      if (width === 1n) throw error;
      return undefined;
    });
    if (found === undefined) {
      width /= 2n;
      continue;
    }
    logs.push(...(found as unknown as ChainLog[]).filter(({ topics }) => topics.length > 0));
    next = last + 1n;
    progress(Number(next - from) / Number(until - from + 1n));
  }
  return logs;
}
