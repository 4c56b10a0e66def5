import type { Chain } from "#core/chain/chains.ts";
import type { Market } from "#core/settlement/fees.ts";
import type { SendOutcome } from "#core/settlement/node-errors.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

export type Hex = `0x${string}`;

export type BlockHead = {
  readonly number: bigint;
  readonly hash: Hash;
  readonly time: Date;
};

export type RawLog = {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
  readonly transactionHash: Hash;
  readonly logIndex: number;
};

export type Receipt = {
  readonly succeeded: boolean;
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
  readonly gasUsed: bigint;
};

export type Call = {
  readonly from?: Address;
  readonly to: Address;
  readonly data: Hex;
  /** On the state after this block; default: the newest one. */
  readonly block?: bigint;
};

/** What became of a call that was only tried: its answer, or the data of its revert. */
export type CallOutcome =
  { readonly ok: true; readonly data: Hex } | { readonly ok: false; readonly revertData: Hex };

/**
 * The chain as the service needs it. A port: the real one speaks JSON-RPC, a simulation may lie, lag or forget.
 * Every method throws a retryable `Fault` with code `chain_unreachable` where no node answers.
 */
export type ChainPort = {
  readonly chain: Chain;
  /** The newest block that will not be taken back, by the chain's own tag. */
  finalHead(): Promise<BlockHead>;
  latestHead(): Promise<BlockHead>;
  /** `undefined` where the chain has no such block. */
  blockAt(number: bigint): Promise<BlockHead | undefined>;
  /** Logs of these contracts in the blocks `from` to `until`, both included, in chain order. */
  logs(contracts: readonly Address[], from: bigint, until: bigint): Promise<RawLog[]>;
  /** Recipient and calldata of a mined or pending transaction. */
  transaction(hash: Hash): Promise<{ to: Address | null; input: Hex } | undefined>;
  receipt(hash: Hash): Promise<Receipt | undefined>;
  /** How many transactions of the account are mined up to a block, or to the newest one. */
  transactionCount(account: Address, until: bigint | "latest"): Promise<bigint>;
  /** In wei. */
  balance(account: Address): Promise<bigint>;
  /** Base fee of the newest block and a usual tip, in wei per gas; and how much gas a block may use. */
  fees(): Promise<Market & { readonly blockGasLimit: bigint }>;
  call(call: Call): Promise<CallOutcome>;
  /** The same of many at once, in their order. */
  calls(calls: readonly Call[]): Promise<CallOutcome[]>;
  /** Gas units, or `undefined` where the call would revert. */
  estimateGas(call: Call): Promise<bigint | undefined>;
  send(raw: Hex): Promise<SendOutcome>;
};
