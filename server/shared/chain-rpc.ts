import type { Chain } from "#core/chain/chains.ts";
import { type SendOutcome, meaningOfSendError } from "#core/settlement/node-errors.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

import { agreedBlock, agreedFinalHead, hashOf, headerOf, quantityOf } from "./agreed-blocks.ts";
import type { BlockHead, Call, CallOutcome, ChainPort, Hex } from "./chain.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import { provenLogs } from "./proven-logs.ts";
import { provenTransaction } from "./proven-transaction.ts";
import { Fault } from "./problem.ts";
import { NodeFailure, RpcRefusal } from "./rpc-node.ts";
import { type PoolHealth, type RpcPool, createPool } from "./rpc-pool.ts";

/** The chain over JSON-RPC, and how its nodes are. */
export type RpcChain = ChainPort & { health(): PoolHealth };

/**
 * Connects to the chain through these nodes. What is counted as money (the final head, blocks, logs, calldata) is
 * believed when two nodes agree, or proven by a hash; everything else is asked of the healthiest node. With one address
 * there is nobody to contradict it, and only the proofs remain.
 */
export function connectChain(
  deps: { clock: Clock; log: Log },
  chain: Chain,
  rpcUrls: readonly string[],
): RpcChain {
  const pool = createPool(deps, rpcUrls);
  return {
    chain,
    health: () => pool.health(),
    finalHead: () => reach(() => agreedFinalHead(pool, chain.finality)),
    latestHead: () => reach(() => latestHead(pool)),
    blockAt: (number) => reach(() => agreedBlock(pool, number)),
    logs: (contracts, from, until) => reach(() => provenLogs(pool, contracts, from, until)),
    transaction: (hash) => reach(() => provenTransaction(pool, hash)),
    receipt: (hash) => reach(() => receipt(pool, hash)),
    transactionCount: (account, until) =>
      reach(() =>
        until === "latest" ? latestCount(pool, account) : countAt(pool, account, until),
      ),
    balance: (account) => reach(() => askBigint(pool, "eth_getBalance", [account, "latest"])),
    fees: () => reach(() => fees(pool, chain)),
    call: (call) => tryCall(pool, call),
    calls: (calls) => tryCalls(pool, calls),
    estimateGas: (call) => estimateGas(pool, call),
    send: (raw) => send(pool, raw),
  };
}

/** Turns whatever came of asking into the faults that the callers know. */
async function reach<Value>(ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault("chain_unreachable", "No node answered.", { retryable: true, cause: error });
  }
}

async function latestHead(pool: RpcPool): Promise<BlockHead> {
  const head = headerOf(await pool.ask("eth_getBlockByNumber", ["latest", false]));
  if (head === undefined) throw new NodeFailure("no newest block");
  return head;
}

async function receipt(pool: RpcPool, hash: Hash) {
  const value = await pool.ask("eth_getTransactionReceipt", [hash], (answer) =>
    isReceiptOf(answer, hash),
  );
  if (value === null) return undefined;
  const found = value as Record<string, unknown>;
  return {
    succeeded: BigInt(quantityOf(found["status"])) === 1n,
    blockNumber: BigInt(quantityOf(found["blockNumber"])),
    blockHash: hashOf(found["blockHash"]),
    gasUsed: BigInt(quantityOf(found["gasUsed"])),
  };
}

/** Some nodes tell of a transaction that waits with a receipt that has no block yet. */
function isReceiptOf(answer: unknown, hash: Hash): boolean {
  if (answer === null) return true;
  const { transactionHash, blockHash } = answer as Record<string, unknown>;
  return transactionHash === hash && blockHash != null;
}

async function latestCount(pool: RpcPool, account: Address): Promise<bigint> {
  return askBigint(pool, "eth_getTransactionCount", [account, "latest"]);
}

/** The lowest that enough nodes say: taking a nonce for used that is not would free what is still on its way. */
async function countAt(pool: RpcPool, account: Address, block: bigint): Promise<bigint> {
  const answers = await pool.askAll("eth_getTransactionCount", [
    account,
    `0x${block.toString(16)}`,
  ]);
  const counts = answers.map(({ value }) => BigInt(quantityOf(value)));
  return counts.reduce((lowest, count) => (count < lowest ? count : lowest));
}

async function askBigint(
  pool: RpcPool,
  method: string,
  params: readonly unknown[],
): Promise<bigint> {
  return BigInt(quantityOf(await pool.ask(method, params)));
}

async function fees(pool: RpcPool, chain: Chain) {
  const [block, suggested] = await Promise.all([
    pool.ask("eth_getBlockByNumber", ["latest", false], (value) => value !== null),
    askBigint(pool, "eth_maxPriorityFeePerGas", []).catch(() => 0n),
  ]);
  const { baseFeePerGas, gasLimit } = block as Record<string, unknown>;
  const tip = suggested > chain.gas.minimumTipWei ? suggested : chain.gas.minimumTipWei;
  return {
    baseFee: baseFeePerGas === undefined ? 0n : BigInt(quantityOf(baseFeePerGas)),
    tip,
    blockGasLimit: BigInt(quantityOf(gasLimit)),
  };
}

async function tryCall(pool: RpcPool, call: Call): Promise<CallOutcome> {
  try {
    return outcomeOf(await pool.ask("eth_call", paramsOf(call)));
  } catch (error) {
    if (error instanceof RpcRefusal) return outcomeOf(error);
    throw error;
  }
}

/** Nodes bound what they take in one request: most take 1,000 calls, some 100. */
const CALLS_IN_ONE_REQUEST = 100;

/** A request for each call would cost node and service more than the calls themselves. */
async function tryCalls(pool: RpcPool, calls: readonly Call[]): Promise<CallOutcome[]> {
  const outcomes: CallOutcome[] = [];
  for (let start = 0; start < calls.length; start += CALLS_IN_ONE_REQUEST) {
    const asked = calls.slice(start, start + CALLS_IN_ONE_REQUEST).map(paramsOf);
    outcomes.push(...(await pool.askMany("eth_call", asked)).map(outcomeOf));
  }
  return outcomes;
}

function paramsOf(call: Call): readonly unknown[] {
  return [toRpc(call), call.block === undefined ? "latest" : `0x${call.block.toString(16)}`];
}

function outcomeOf(answer: unknown): CallOutcome {
  if (answer instanceof RpcRefusal) return { ok: false, revertData: revertDataOf(answer.data) };
  return { ok: true, data: answer as Hex };
}

function revertDataOf(data: unknown): Hex {
  if (typeof data === "string" && data.startsWith("0x")) return data as Hex;
  if (typeof data === "object" && data !== null && "data" in data) return revertDataOf(data.data);
  return "0x";
}

async function estimateGas(pool: RpcPool, call: Call): Promise<bigint | undefined> {
  try {
    return await askBigint(pool, "eth_estimateGas", [toRpc(call)]);
  } catch (error) {
    if (error instanceof RpcRefusal) return undefined;
    throw error;
  }
}

function toRpc({ from, to, data }: Call): { from?: Address; to: Address; data: Hex } {
  return from === undefined ? { to, data } : { from, to, data };
}

/** A node that is away may have passed the transaction on all the same, so the next one is asked only to be sure. */
async function send(pool: RpcPool, raw: Hex): Promise<SendOutcome> {
  try {
    await pool.ask("eth_sendRawTransaction", [raw]);
    return "sent";
  } catch (error) {
    if (!(error instanceof RpcRefusal)) return "unknown";
    return meaningOfSendError(error.message);
  }
}
