import { type Chain, type Transport, createPublicClient, defineChain, http } from "viem";

import { chainNamed } from "#core/chain/chains.ts";

import type { Town } from "../api/types.ts";

/** Reads go through the service's own address, so that the page needs no other site and no key of a node. */
export const RPC_PATH = "/rpc";

const LONGEST_BATCH = 20;
const TIMEOUT_MS = 20_000;

/** The town's chain as viem and a wallet want it described. `rpcUrl` is what a wallet is told to use. */
export function townChain(town: Town, rpcUrl: string): Chain {
  const known = chainNamed(town.network);
  const { explorerUrl, chainName, chainId, currencySymbol } = town;
  const own = known?.rpcUrls ?? [];
  return defineChain({
    id: chainId,
    name: chainName,
    nativeCurrency: { name: currencySymbol, symbol: currencySymbol, decimals: 18 },
    rpcUrls: { default: { http: own.length > 0 ? own : [rpcUrl] } },
    ...(explorerUrl === undefined
      ? {}
      : { blockExplorers: { default: { name: "Explorer", url: explorerUrl } } }),
    testnet: town.isTestChain,
  });
}

/** The node behind the service; `origin` without a final slash. */
export function proxyTransport(origin: string): Transport {
  return http(`${origin}${RPC_PATH}`, {
    batch: { batchSize: LONGEST_BATCH, wait: 5 },
    timeout: TIMEOUT_MS,
    retryCount: 2,
  });
}

/** A client that reads the town's chain: through the service, or from a node that the visitor names. */
export function createChainReader(town: Town, node?: string) {
  const { origin } = location;
  return createPublicClient({
    chain: townChain(town, `${origin}${RPC_PATH}`),
    // Public nodes bear fewer questions at once than our own way to one.
    transport:
      node === undefined
        ? proxyTransport(origin)
        : http(node, { timeout: TIMEOUT_MS, retryCount: 2 }),
  });
}

export type ChainReader = ReturnType<typeof createChainReader>;
