import {
  BaseError,
  type Block,
  type Hex,
  type PublicClient,
  RpcRequestError,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
  createPublicClient,
  fallback,
  http,
} from "viem";

import type { Chain } from "#core/chain/chains.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

import type { BlockHead, Call, CallOutcome, ChainPort, RawLog, SendOutcome } from "./chain.ts";
import { Fault } from "./problem.ts";

const REQUEST_TIMEOUT_MS = 10_000;

type Client = PublicClient;

/** Connects to the chain over JSON-RPC, through the first of these addresses that answers. */
export function connectChain(chain: Chain, rpcUrls: readonly string[]): ChainPort {
  const transports = rpcUrls.map((url) =>
    http(url, { timeout: REQUEST_TIMEOUT_MS, retryCount: 1 }),
  );
  const client: Client = createPublicClient({ transport: fallback(transports, { retryCount: 0 }) });
  return {
    chain,
    finalHead: () => reach(() => head(client, { blockTag: chain.finality })),
    latestHead: () => reach(() => head(client, { blockTag: "latest" })),
    blockAt: (number) => reach(() => blockAt(client, number)),
    logs: (contracts, from, until) => reach(() => logs(client, contracts, from, until)),
    transaction: (hash) => reach(() => transaction(client, hash)),
    receipt: (hash) => reach(() => receipt(client, hash)),
    transactionCount: (account, tag) =>
      reach(() => transactionCount(client, account, tag === "final" ? chain.finality : "latest")),
    balance: (account) => reach(() => client.getBalance({ address: account })),
    fees: () => reach(() => fees(client, chain)),
    call: (call) => tryCall(client, call),
    estimateGas: (call) => estimateGas(client, call),
    send: (raw) => send(client, raw),
  };
}

/** Turns whatever the transport threw into the one fault that the callers know. */
async function reach<Value>(ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    throw new Fault("chain_unreachable", "No node answered.", { retryable: true, cause: error });
  }
}

function headOf(block: Block<bigint, false, "latest">): BlockHead {
  return {
    number: block.number,
    hash: block.hash as Hash,
    time: new Date(Number(block.timestamp) * 1000),
  };
}

async function head(
  client: Client,
  which: { blockTag: "finalized" | "safe" | "latest" },
): Promise<BlockHead> {
  return headOf((await client.getBlock(which)) as Block<bigint, false, "latest">);
}

async function blockAt(client: Client, number: bigint): Promise<BlockHead | undefined> {
  try {
    const block = await client.getBlock({ blockNumber: number });
    return headOf(block as Block<bigint, false, "latest">);
  } catch (error) {
    if (error instanceof BaseError && error.name === "BlockNotFoundError") return undefined;
    throw error;
  }
}

async function logs(
  client: Client,
  contracts: readonly Address[],
  from: bigint,
  until: bigint,
): Promise<RawLog[]> {
  if (contracts.length === 0) return [];
  const found = await client.getLogs({
    address: [...contracts],
    fromBlock: from,
    toBlock: until,
  });
  return found.map((log) => ({
    address: log.address.toLowerCase() as Address,
    topics: log.topics,
    data: log.data,
    blockNumber: log.blockNumber,
    blockHash: log.blockHash as Hash,
    transactionHash: log.transactionHash as Hash,
    logIndex: log.logIndex,
  }));
}

async function transaction(client: Client, hash: Hash) {
  try {
    const { to, input } = await client.getTransaction({ hash });
    return { to: (to?.toLowerCase() ?? null) as Address | null, input };
  } catch (error) {
    if (error instanceof TransactionNotFoundError) return undefined;
    throw error;
  }
}

async function receipt(client: Client, hash: Hash) {
  try {
    const found = await client.getTransactionReceipt({ hash });
    return {
      succeeded: found.status === "success",
      blockNumber: found.blockNumber,
      blockHash: found.blockHash as Hash,
      gasUsed: found.gasUsed,
    };
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined;
    throw error;
  }
}

async function transactionCount(
  client: Client,
  address: Address,
  blockTag: "finalized" | "safe" | "latest",
): Promise<bigint> {
  return BigInt(await client.getTransactionCount({ address, blockTag }));
}

async function fees(client: Client, chain: Chain): Promise<{ baseFee: bigint; tip: bigint }> {
  const [block, suggested] = await Promise.all([
    client.getBlock({ blockTag: "latest" }),
    client.estimateMaxPriorityFeePerGas({ chain: null }).catch(() => 0n),
  ]);
  const tip = suggested > chain.gas.minimumTipWei ? suggested : chain.gas.minimumTipWei;
  return { baseFee: block.baseFeePerGas ?? 0n, tip };
}

/** The JSON-RPC error under viem's layers: its code, message and data. */
function rpcError(error: unknown): { message: string; data?: unknown } | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const found = error.walk((cause) => cause instanceof RpcRequestError);
  if (!(found instanceof RpcRequestError)) return undefined;
  return { message: found.details.toLowerCase(), data: found.data };
}

async function tryCall(client: Client, call: Call): Promise<CallOutcome> {
  try {
    const data = await client.request({ method: "eth_call", params: [toRpc(call), "latest"] });
    return { ok: true, data };
  } catch (error) {
    const refused = rpcError(error);
    if (refused === undefined)
      throw new Fault("chain_unreachable", "No node answered.", { retryable: true, cause: error });
    return { ok: false, revertData: revertDataOf(refused.data) };
  }
}

function revertDataOf(data: unknown): Hex {
  if (typeof data === "string" && data.startsWith("0x")) return data as Hex;
  if (typeof data === "object" && data !== null && "data" in data) return revertDataOf(data.data);
  return "0x";
}

async function estimateGas(client: Client, call: Call): Promise<bigint | undefined> {
  try {
    const gas = await client.request({ method: "eth_estimateGas", params: [toRpc(call)] });
    return BigInt(gas);
  } catch (error) {
    if (rpcError(error) !== undefined) return undefined;
    throw new Fault("chain_unreachable", "No node answered.", { retryable: true, cause: error });
  }
}

function toRpc({ from, to, data }: Call): { from?: Address; to: Address; data: Hex } {
  return from === undefined ? { to, data } : { from, to, data };
}

/**
 * What the nodes' error texts mean. Geth, Erigon, Besu, Nethermind, reth and anvil each word it in their own way;
 * whatever is not known here counts as `unknown`, which is treated as sent.
 */
const SEND_ERRORS: readonly (readonly [RegExp, SendOutcome])[] = [
  [/already known|already imported|known transaction|alreadyknown/, "already_known"],
  [/nonce too low|nonce is too low|oldnonce|nonce.*already/, "nonce_too_low"],
  [/underpriced|fee too low|feetoolow|max fee per gas less than block base fee/, "underpriced"],
  [/insufficient funds|insufficient balance|insufficientfunds/, "insufficient_funds"],
];

async function send(client: Client, raw: Hex): Promise<SendOutcome> {
  try {
    await client.request({ method: "eth_sendRawTransaction", params: [raw] });
    return "sent";
  } catch (error) {
    const refused = rpcError(error);
    if (refused === undefined) return "unknown";
    return SEND_ERRORS.find(([pattern]) => pattern.test(refused.message))?.[1] ?? "unknown";
  }
}
