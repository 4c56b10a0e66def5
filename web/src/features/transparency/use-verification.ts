import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { readTransparency } from "../../shared/api/read-transparency.ts";
import type { Town, TransparencyFigures } from "../../shared/api/types.ts";
import { type ChainPayment, readTallies } from "../../shared/chain/read-programmes.ts";
import { type ChainReader, createChainReader } from "../../shared/chain/town-chain.ts";
import { type Verification, compareFigures } from "./compare-figures.ts";

/** What the chain says, held against what the service states of the same block. */
export type VerifiedFigures = Verification & {
  readonly figures: TransparencyFigures;
  readonly secondsOf: (payment: ChainPayment) => bigint;
};

/** The service speaks of a block that the chain does not have: it reads another chain, or it invents. */
export class OtherChainError extends Error {
  override readonly name = "OtherChainError";
}

async function verify(
  town: Town,
  node: string | undefined,
  signal: AbortSignal,
  progress: (part: number) => void,
): Promise<VerifiedFigures> {
  const client = createChainReader(town, node);
  if (node !== undefined && (await client.getChainId()) !== town.chainId)
    throw new OtherChainError(`The node is not on chain ${town.chainId}.`);
  const figures = await readTransparency(signal);
  const until = BigInt(figures.asOfBlock);
  const block = await client.getBlock({ blockNumber: until });
  if (block.hash.toLowerCase() !== figures.asOfBlockHash.toLowerCase())
    throw new OtherChainError(`Block ${until} is ${block.hash}, not ${figures.asOfBlockHash}.`);
  const tallied = await readTallies(client, town, until, progress);
  const payments = tallied.flatMap((programme) => programme.payments);
  const secondsOf = await datesOf(client, payments);
  return { ...compareFigures(tallied, figures), figures, secondsOf };
}

/** Most nodes date a log themselves; where one does not, each block is asked once. */
async function datesOf(
  client: ChainReader,
  payments: readonly ChainPayment[],
): Promise<(payment: ChainPayment) => bigint> {
  const undated = payments.filter(({ seconds }) => seconds === undefined);
  const blocks = [...new Set(undated.map(({ block }) => block))];
  const dates = new Map<bigint, bigint>();
  await Promise.all(
    blocks.map(async (blockNumber) => {
      const { timestamp } = await client.getBlock({ blockNumber });
      dates.set(blockNumber, timestamp);
    }),
  );
  return ({ seconds, block }) => seconds ?? dates.get(block) ?? 0n;
}

/** Reads and checks everything anew, from `node` where one is named; `progress` from 0 to 1 while it reads the chain. */
export function useVerification(town: Town, node: string | undefined) {
  const [progress, setProgress] = useState(0);
  const verification = useQuery(
    queryOptions({
      queryKey: ["verification", town.chainId, town.contracts.programmes, node],
      queryFn: ({ signal }) => verify(town, node, signal, setProgress),
      retry: 1,
      refetchOnWindowFocus: false,
    }),
  );
  return { ...verification, progress };
}
