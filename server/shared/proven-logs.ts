import type { Address, Hash } from "#core/shared/ids.ts";

import {
  type BlockHeader,
  addressFrom,
  agreedBlock,
  bytesOf,
  hashOf,
  quantityOf,
  toHex,
} from "./agreed-blocks.ts";
import type { RawLog } from "./chain.ts";
import { inParallel } from "./in-parallel.ts";
import { Fault } from "./problem.ts";
import { type RpcReceipt, receiptsRoot } from "./receipts-root.ts";
import { RpcRefusal } from "./rpc-node.ts";
import type { NodeAnswer, RpcPool } from "./rpc-pool.ts";

const BLOCKS_AT_ONCE = 8;
const METHOD_NOT_FOUND = -32_601;

/**
 * The logs of these contracts, proven: which blocks have any is asked of enough nodes, and their logs are then taken
 * from the receipts, which must come out at the root in the header that the nodes agree on. A node that leaves a log
 * out, adds one or changes one changes nothing but its own record.
 */
export async function provenLogs(
  pool: RpcPool,
  contracts: readonly Address[],
  from: bigint,
  until: bigint,
): Promise<RawLog[]> {
  if (contracts.length === 0) return [];
  const claims = await claimedLogs(pool, contracts, from, until);
  const numbers = [...new Set(claims.flatMap(({ logs }) => logs.map((log) => log.blockNumber)))];
  const blocks = numbers
    .filter((number) => number >= from && number <= until)
    .sort((one, other) => Number(one - other));
  const proven = await inParallel(BLOCKS_AT_ONCE, blocks, (number) =>
    logsOfBlock(pool, contracts, number),
  );
  blameForLogs(pool, claims, proven.flat());
  return proven.flat();
}

type ClaimedLog = {
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
  readonly index: bigint;
};
type Claim = { readonly host: string; readonly logs: readonly ClaimedLog[] };

async function claimedLogs(
  pool: RpcPool,
  contracts: readonly Address[],
  from: bigint,
  until: bigint,
): Promise<Claim[]> {
  const filter = { address: contracts, fromBlock: toHex(from), toBlock: toHex(until) };
  try {
    const answers = await pool.askAll("eth_getLogs", [filter]);
    return answers.map((answer) => claimOf(pool, answer));
  } catch (error) {
    if (!(error instanceof RpcRefusal)) throw error;
    throw new Fault("range_refused", error.message, { retryable: true, cause: error });
  }
}

function claimOf(pool: RpcPool, { host, value }: NodeAnswer): Claim {
  try {
    const logs = (value as Record<string, unknown>[]).map((log) => ({
      blockNumber: BigInt(quantityOf(log["blockNumber"])),
      blockHash: hashOf(log["blockHash"]),
      index: BigInt(quantityOf(log["logIndex"])),
    }));
    return { host, logs };
  } catch {
    pool.blame(host, "logs that cannot be read");
    throw new Fault("chain_unreachable", "A node's logs cannot be read.", { retryable: true });
  }
}

function blameForLogs(pool: RpcPool, claims: readonly Claim[], proven: readonly RawLog[]): void {
  const truth = new Set(proven.map((log) => `${log.blockHash} ${log.logIndex}`));
  for (const { host, logs } of claims) {
    const isTrue = logs.every(({ blockHash, index }) => truth.has(`${blockHash} ${index}`));
    if (!isTrue || logs.length !== truth.size) pool.blame(host, "logs that the receipts refute");
  }
}

async function logsOfBlock(
  pool: RpcPool,
  contracts: readonly Address[],
  number: bigint,
): Promise<RawLog[]> {
  const header = await agreedBlock(pool, number);
  if (header === undefined)
    throw new Fault("chain_unreachable", `No node has block ${number}.`, { retryable: true });
  if (header.transactions.length === 0) return [];
  const receipts = await provenReceipts(pool, header);
  const wanted = new Set(contracts);
  return logsIn(header, receipts).filter((log) => wanted.has(log.address));
}

/** Positions, hashes and numbers are the header's, not what each log claims of itself. */
function logsIn(header: BlockHeader, receipts: readonly RpcReceipt[]): RawLog[] {
  let logIndex = -1;
  return receipts.flatMap(({ logs }, position) =>
    logs.map(({ address, topics, data }) => ({
      address: addressFrom(address),
      topics: topics.map(hashOf),
      data: bytesOf(data),
      blockNumber: header.number,
      blockHash: header.hash,
      transactionHash: header.transactions[position]!,
      logIndex: (logIndex += 1),
    })),
  );
}

/** The receipts of a block from whichever node has those that its header commits to. */
async function provenReceipts(pool: RpcPool, header: BlockHeader): Promise<RpcReceipt[]> {
  const isGood = (value: unknown, host: string) => isProven(pool, header, value, host);
  try {
    const params = [toHex(header.number)];
    return (await pool.ask("eth_getBlockReceipts", params, isGood)) as RpcReceipt[];
  } catch (error) {
    if (!(error instanceof RpcRefusal) || error.code !== METHOD_NOT_FOUND) throw error;
    return receiptsOneByOne(pool, header);
  }
}

function isProven(pool: RpcPool, header: BlockHeader, value: unknown, host: string): boolean {
  // A node without the block says null: it lags.
  if (value === null) return false;
  const isTrue = hasRoot(header, value);
  if (!isTrue) pool.blame(host, `receipts that are not block ${header.number}'s`);
  return isTrue;
}

function hasRoot(header: BlockHeader, value: unknown): value is RpcReceipt[] {
  try {
    const receipts = value as RpcReceipt[];
    return (
      receipts.length === header.transactions.length &&
      receiptsRoot(receipts) === header.receiptsRoot
    );
  } catch {
    return false;
  }
}

/** For nodes that do not give a block's receipts at once. */
async function receiptsOneByOne(pool: RpcPool, header: BlockHeader): Promise<RpcReceipt[]> {
  const receipts = await inParallel(BLOCKS_AT_ONCE, header.transactions, (hash) =>
    pool.ask("eth_getTransactionReceipt", [hash], (value) => value !== null),
  );
  if (hasRoot(header, receipts)) return receipts;
  throw new Fault("chain_unreachable", `No node has the receipts of block ${header.number}.`, {
    retryable: true,
  });
}
