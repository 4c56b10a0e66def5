import { type Address, type Hex, erc20Abi, getAbiItem } from "viem";

import { addressOf } from "#core/shared/ids.ts";

import type { Town } from "../../shared/api/types.ts";
import { type ChainLog, readLogs } from "../../shared/chain/read-logs.ts";
import type { ChainReader } from "../../shared/chain/town-chain.ts";
import { type Decoded, decodeLog } from "./decode-transaction.ts";
import type { KnownContracts } from "./known-contracts.ts";

const MOST_SHOWN = 25;
const TRANSFER = getAbiItem({ abi: erc20Abi, name: "Transfer" });

/** One event on an address's page. */
export type Happening = {
  readonly key: string;
  readonly decoded: Decoded;
  readonly transactionHash: Hex;
  readonly block: bigint;
};

/** The newest events that concern an address: a contract's own, or the token movements of an account. */
export async function readHappenings(
  client: ChainReader,
  town: Town,
  known: KnownContracts,
  address: Address,
): Promise<{ latest: Happening[]; total: number }> {
  const until = await client.getBlockNumber();
  const from = BigInt(town.startBlock);
  const logs = known.has(address.toLowerCase())
    ? await readLogs(client, { address: addressOf(address), from, until })
    : await readMovements(client, known, address, from);
  const latest = logs
    .sort((one, other) => order(other) - order(one))
    .slice(0, MOST_SHOWN)
    .map((log) => ({
      key: `${log.blockNumber}-${log.logIndex}`,
      decoded: decodeLog(known, log),
      transactionHash: log.transactionHash,
      block: log.blockNumber,
    }));
  return { latest, total: logs.length };
}

const MOST_LOGS_IN_BLOCK = 1_000_000;

function order({ blockNumber, logIndex }: ChainLog): number {
  return Number(blockNumber) * MOST_LOGS_IN_BLOCK + logIndex;
}

async function readMovements(
  client: ChainReader,
  known: KnownContracts,
  account: Address,
  fromBlock: bigint,
): Promise<ChainLog[]> {
  const tokens = [...known.values()].filter(({ symbol }) => symbol !== undefined);
  const address = tokens.map((token) => token.address as Address);
  const range = { address, event: TRANSFER, fromBlock };
  const [sent, received] = await Promise.all([
    client.getLogs({ ...range, args: { from: account } }),
    client.getLogs({ ...range, args: { to: account } }),
  ]);
  return [...sent, ...received] as unknown as ChainLog[];
}
