import type { Address, Hash } from "#core/shared/ids.ts";

import type { BlockHead, Hex } from "./chain.ts";
import { Fault } from "./problem.ts";
import { NodeFailure } from "./rpc-node.ts";
import type { NodeAnswer, RpcPool } from "./rpc-pool.ts";

/** What a block commits to, as far as we look. */
export type BlockHeader = BlockHead & {
  readonly receiptsRoot: Hash;
  /** Hashes of its transactions, in order. */
  readonly transactions: readonly Hash[];
};

/**
 * The newest block that enough nodes call final and agree on. A node that lags behind takes no part in it; one that
 * runs ahead is not followed until a second one has come along.
 */
export async function agreedFinalHead(
  pool: RpcPool,
  tag: "finalized" | "safe",
): Promise<BlockHeader> {
  const answers = await pool.askAll("eth_getBlockByNumber", [tag, false]);
  const numbers = headersOf(pool, answers)
    .flatMap(({ header }) => (header === undefined ? [] : [header.number]))
    .sort((one, other) => Number(other - one));
  const number = numbers[pool.quorum - 1];
  if (number === undefined) throw tooFew(`a ${tag} block`);
  const head = await agreedBlock(pool, number);
  if (head === undefined) throw tooFew(`block ${number}`);
  return head;
}

/** The block of this number that enough nodes agree on; `undefined` where enough nodes have none. */
export async function agreedBlock(pool: RpcPool, number: bigint): Promise<BlockHeader | undefined> {
  const answers = await pool.askAll("eth_getBlockByNumber", [toHex(number), false]);
  const groups = Map.groupBy(headersOf(pool, answers), ({ header }) => fingerprintOf(header));
  const winner = [...groups.values()].find((group) => group.length >= pool.quorum);
  if (winner === undefined) throw undecided(pool, number, [...groups.keys()]);
  for (const group of groups.values())
    for (const { host, header } of group)
      if (group !== winner && header !== undefined && winner[0]!.header !== undefined)
        pool.blame(host, `another block ${number}`);
  pool.noteDisagreement(undefined);
  return winner[0]!.header;
}

function undecided(pool: RpcPool, number: bigint, fingerprints: readonly string[]): Fault {
  if (fingerprints.filter((one) => one !== MISSING).length < 2) return tooFew(`block ${number}`);
  const what = `The nodes have different blocks ${number}.`;
  pool.noteDisagreement(what);
  return new Fault("nodes_disagree", what, { retryable: true });
}

function tooFew(what: string): Fault {
  return new Fault("chain_unreachable", `Too few nodes have ${what}.`, { retryable: true });
}

const MISSING = "";

function fingerprintOf(header: BlockHeader | undefined): string {
  if (header === undefined) return MISSING;
  const { number, hash, time, receiptsRoot, transactions } = header;
  return [number, hash, time.getTime(), receiptsRoot, ...transactions].join();
}

/** What cannot be read as a block counts as a lie, not as a block that is missing. */
function headersOf(pool: RpcPool, answers: readonly NodeAnswer[]) {
  return answers.flatMap(({ host, value }) => {
    try {
      return [{ host, header: headerOf(value) }];
    } catch (error) {
      pool.blame(host, (error as Error).message);
      return [];
    }
  });
}

/** A node's block; `undefined` for null, which is how it says that it has none. Throws for anything else. */
export function headerOf(value: unknown): BlockHeader | undefined {
  if (value === null) return undefined;
  const block = value as Record<string, unknown>;
  const transactions = block["transactions"];
  if (!Array.isArray(transactions)) throw new NodeFailure("a block without transactions");
  return {
    number: BigInt(quantityOf(block["number"])),
    hash: hashOf(block["hash"]),
    time: new Date(Number(quantityOf(block["timestamp"])) * 1000),
    receiptsRoot: hashOf(block["receiptsRoot"]),
    transactions: transactions.map(hashOf),
  };
}

export function hashOf(value: unknown): Hash {
  if (typeof value === "string" && /^0x[0-9a-fA-F]{64}$/.test(value))
    return value.toLowerCase() as Hash;
  throw new NodeFailure("a hash that is none");
}

export function quantityOf(value: unknown): Hex {
  if (typeof value === "string" && /^0x[0-9a-fA-F]{1,64}$/.test(value)) return value as Hex;
  throw new NodeFailure("a number that is none");
}

export function bytesOf(value: unknown): Hex {
  if (typeof value === "string" && /^0x([0-9a-fA-F]{2})*$/.test(value)) return value as Hex;
  throw new NodeFailure("bytes that are none");
}

export function addressFrom(value: unknown): Address {
  if (typeof value === "string" && /^0x[0-9a-fA-F]{40}$/.test(value))
    return value.toLowerCase() as Address;
  throw new NodeFailure("an address that is none");
}

export function toHex(number: bigint): Hex {
  return `0x${number.toString(16)}`;
}
