import { BaseError, type PublicClient, createPublicClient, decodeEventLog, http } from "viem";

import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { programmesAbi } from "#core/chain/abi/programmes.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import { type VoucherTally, VoucherTallier } from "#core/chain/tally.ts";
import { LocalTallier, type LocalTally } from "#core/local-value/local-tally.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

/** One programme as the chain alone tells it. Amounts in cents. */
export type AuditedProgramme = {
  /** The reference under which it was opened. */
  readonly ref: Hash;
  readonly name: string;
  readonly symbol: string;
  readonly voucher: Address;
  readonly fund: bigint;
  readonly tally: VoucherTally;
  /**
   * What the contract says of itself, for comparison with what its events add up to; `undefined` where the node no longer
   * has the state of a block that old.
   */
  readonly contract: ContractFigures | undefined;
};

export type ContractFigures = {
  readonly issued: bigint;
  readonly redeemed: bigint;
  readonly reclaimed: bigint;
  readonly supply: bigint;
};

/** The town's local value as the chain alone tells it, in its own cents: never added to the vouchers' euros. */
export type AuditedLocalValue = {
  readonly token: Address;
  readonly tally: LocalTally;
  /** What the contract says is in circulation; `undefined` where the node no longer has that block's state. */
  readonly supply: bigint | undefined;
};

export type AuditedChain = {
  readonly chainId: number;
  readonly block: bigint;
  readonly blockHash: string;
  readonly programmes: readonly AuditedProgramme[];
  readonly localValue: AuditedLocalValue;
};

/** Blocks asked for at once; halved where a node says that it is too much. */
const WIDEST_RANGE = 10_000n;

export type Progress = (done: bigint, all: bigint) => void;

export type Reading = {
  /** The last block that counts; default: the newest final one. */
  readonly until?: bigint | undefined;
  readonly progress?: Progress;
};

/**
 * Rebuilds every programme's totals from its events, from the first block of the deployment to the newest final one.
 * Uses nothing but the node: no database, no service.
 */
export async function readChain(
  rpcUrl: string,
  deployment: Pick<Deployment, "chainId" | "startBlock" | "contracts">,
  { until, progress = () => undefined }: Reading = {},
): Promise<AuditedChain> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  const chainId = await client.getChainId();
  if (chainId !== deployment.chainId)
    throw new Error(
      `The node is on chain ${chainId}, the deployment on chain ${deployment.chainId}: use a node of that chain.`,
    );
  const final = await client.getBlock({ blockTag: "finalized" });
  if (until !== undefined && until > final.number)
    throw new Error(`Block ${until} is not final yet: the newest final one is ${final.number}.`);
  const block = until === undefined ? final : await client.getBlock({ blockNumber: until });
  const from = BigInt(deployment.startBlock);
  const opened = await openedProgrammes(
    client,
    deployment.contracts.programmes.address,
    from,
    block.number,
  );
  const programmes: AuditedProgramme[] = [];
  for (const [index, programme] of opened.entries()) {
    const tally = await tallyOf(
      client,
      programme.voucher,
      programme.from,
      block.number,
      (done, all) => progress(BigInt(index) * all + done, BigInt(opened.length) * all),
    );
    const contract = await contractFigures(client, programme.voucher, block.number);
    const { ref, name, symbol, voucher, fund } = programme;
    programmes.push({ ref, name, symbol, voucher, fund, tally, contract });
  }
  const localValue = await readLocalValue(
    client,
    deployment.contracts.localToken.address,
    from,
    block.number,
  );
  return { chainId, block: block.number, blockHash: block.hash, programmes, localValue };
}

async function readLocalValue(
  client: PublicClient,
  token: Address,
  from: bigint,
  until: bigint,
): Promise<AuditedLocalValue> {
  const tallier = new LocalTallier();
  await eachLog(client, token, from, until, (log) => {
    const { eventName, args } = decodeEventLog({ abi: localTokenAbi, ...log });
    tallier.add({ name: eventName, args: args as Record<string, unknown> });
  });
  const supply = await client
    .readContract({
      ...{ address: token, abi: localTokenAbi },
      ...{ functionName: "totalSupply", blockNumber: until },
    })
    .catch(goneToUndefined);
  return { token, tally: tallier.total(), supply };
}

async function openedProgrammes(
  client: PublicClient,
  address: Address,
  from: bigint,
  until: bigint,
) {
  const opened: (Pick<AuditedProgramme, "ref" | "name" | "symbol" | "voucher" | "fund"> & {
    from: bigint;
  })[] = [];
  await eachLog(client, address, from, until, (log) => {
    const event = decodeEventLog({ abi: programmesAbi, ...log });
    if (event.eventName !== "ProgrammeOpened") return;
    const { ref, name, symbol, voucher, cap } = event.args;
    opened.push({ ref: ref as Hash, name, symbol, voucher, fund: cap, from: log.blockNumber });
  });
  return opened;
}

async function tallyOf(
  client: PublicClient,
  voucher: Address,
  from: bigint,
  until: bigint,
  progress: Progress,
): Promise<VoucherTally> {
  const tallier = new VoucherTallier();
  await eachLog(
    client,
    voucher,
    from,
    until,
    (log) => {
      const { eventName, args } = decodeEventLog({ abi: voucherAbi, ...log });
      tallier.add({ name: eventName, args: args as Record<string, unknown> });
    },
    progress,
  );
  return tallier.total();
}

type Log = {
  topics: [`0x${string}`, ...`0x${string}`[]];
  data: `0x${string}`;
  blockNumber: bigint;
};

/** Hands over a contract's logs in chain order, in ranges as wide as the node allows. */
async function eachLog(
  client: PublicClient,
  address: Address,
  from: bigint,
  until: bigint,
  take: (log: Log) => void,
  progress: Progress = () => undefined,
): Promise<void> {
  let width = WIDEST_RANGE;
  let next = from;
  while (next <= until) {
    const last = next + width - 1n < until ? next + width - 1n : until;
    const logs = await client
      .getLogs({ address, fromBlock: next, toBlock: last })
      .catch((error: unknown) => {
        if (width === 1n) throw error;
        return undefined;
      });
    if (logs === undefined) {
      width = (width + 1n) / 2n;
      continue;
    }
    for (const log of logs) take(log as Log);
    next = last + 1n;
    progress(next - from, until - from + 1n);
  }
}

async function contractFigures(
  client: PublicClient,
  address: Address,
  blockNumber: bigint,
): Promise<ContractFigures | undefined> {
  const answers = await Promise.all([
    client.readContract({ address, abi: voucherAbi, functionName: "totals", blockNumber }),
    client.readContract({ address, abi: voucherAbi, functionName: "totalSupply", blockNumber }),
  ]).catch(goneToUndefined);
  if (answers === undefined) return undefined;
  const [[issued, redeemed, reclaimed], supply] = answers;
  return { issued, redeemed, reclaimed, supply };
}

function goneToUndefined(error: unknown): undefined {
  if (!isStateGone(error)) throw error;
}

/** What nodes say that keep the state of the latest blocks only. */
function isStateGone(error: unknown): boolean {
  const text = error instanceof BaseError ? `${error.details} ${error.message}` : "";
  return /missing trie node|state .*(not available|unavailable|pruned)|historical state|archive/i.test(
    text,
  );
}
