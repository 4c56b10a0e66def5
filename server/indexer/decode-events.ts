import { type Abi, type Hex, decodeEventLog, toEventSelector } from "viem";

import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { merchantRegistryAbi } from "#core/chain/abi/merchant-registry.ts";
import { programmesAbi } from "#core/chain/abi/programmes.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { Address, ProgrammeId } from "#core/shared/ids.ts";

import type { RawLog } from "../shared/chain.ts";
import type { IndexedEvent } from "../shared/indexed-event.ts";

const BEFORE_KNOWN = new Date(0);

/**
 * Decodes logs with the ABI of the contract that emitted them. Logs that fit no event of ours are left out: a contract
 * we know emits none.
 */
export function decodeEvents(
  deployment: Deployment,
  programmes: ReadonlyMap<Address, ProgrammeId>,
  logs: readonly RawLog[],
  times: ReadonlyMap<bigint, Date>,
): IndexedEvent[] {
  return logs.flatMap((log) => {
    const decoded = decode(abiOf(deployment, log.address), log);
    if (decoded === undefined) return [];
    const programmeId = programmes.get(log.address);
    return [
      {
        ...decoded,
        contract: log.address,
        ...(programmeId === undefined ? {} : { programmeId }),
        blockNumber: log.blockNumber,
        blockHash: log.blockHash,
        blockTime: times.get(log.blockNumber) ?? BEFORE_KNOWN,
        transactionHash: log.transactionHash,
        logIndex: log.logIndex,
      },
    ];
  });
}

function abiOf({ contracts }: Deployment, address: Address): Abi {
  if (address === contracts.programmes.address) return programmesAbi;
  if (address === contracts.merchantRegistry.address) return merchantRegistryAbi;
  if (address === contracts.localToken.address) return localTokenAbi;
  return voucherAbi;
}

type Decoded = { readonly name: string; readonly args: Record<string, unknown> };

const TRANSFER = toEventSelector("Transfer(address,address,uint256)");

function decode(abi: Abi, { data, topics }: RawLog): Decoded | undefined {
  if (topics[0] === TRANSFER && topics.length === 3) return decodeTransfer(topics, data);
  try {
    const { eventName, args } = decodeEventLog({
      abi,
      data,
      topics: topics as [`0x${string}`, ...`0x${string}`[]],
    });
    return { name: eventName ?? "", args: (args ?? {}) as Record<string, unknown> };
  } catch {
    return undefined;
  }
}

/** By far the most events are transfers, the same in every contract of ours. */
function decodeTransfer(topics: readonly Hex[], data: Hex): Decoded | undefined {
  if (data.length !== 66) return undefined;
  const [, from, to] = topics.map((topic) => `0x${topic.slice(26)}`);
  return { name: "Transfer", args: { from, to, value: BigInt(data) } };
}
