import {
  type RpcTransaction,
  type TransactionSerializable,
  formatTransaction,
  keccak256,
  serializeTransaction,
} from "viem";

import type { Address, Hash } from "#core/shared/ids.ts";

import { addressFrom, bytesOf } from "./agreed-blocks.ts";
import type { Hex } from "./chain.ts";
import { Fault } from "./problem.ts";
import type { RpcPool } from "./rpc-pool.ts";

export type CalledTransaction = { readonly to: Address | null; readonly input: Hex };

/**
 * Recipient and calldata of a transaction. Its hash proves them: they are written out again and hashed. Kinds that only
 * one chain knows cannot be written out here; of those enough nodes have to say the same.
 */
export async function provenTransaction(
  pool: RpcPool,
  hash: Hash,
): Promise<CalledTransaction | undefined> {
  let isExotic = false;
  const value = await pool.ask("eth_getTransactionByHash", [hash], (answer, host) => {
    if (answer === null) return true;
    const own = hashOfTransaction(answer);
    isExotic ||= own === undefined;
    if (own !== undefined && own !== hash) pool.blame(host, `another transaction ${hash}`);
    return own === undefined || own === hash;
  });
  if (value === null) return undefined;
  return isExotic ? agreedTransaction(pool, hash) : calledBy(value);
}

async function agreedTransaction(
  pool: RpcPool,
  hash: Hash,
): Promise<CalledTransaction | undefined> {
  const answers = await pool.askAll("eth_getTransactionByHash", [hash]);
  const known = answers.filter(({ value }) => value !== null).map(({ value }) => calledBy(value));
  const groups = Map.groupBy(known, ({ to, input }) => `${to} ${input}`);
  const winner = [...groups.values()].find((group) => group.length >= pool.quorum);
  if (winner !== undefined) return winner[0];
  throw new Fault("nodes_disagree", `The nodes disagree on transaction ${hash}.`, {
    retryable: true,
  });
}

function calledBy(value: unknown): CalledTransaction {
  const { to, input } = value as Record<string, unknown>;
  return { to: to == null ? null : addressFrom(to), input: bytesOf(input) };
}

/** `undefined` for a kind that cannot be written out. */
function hashOfTransaction(value: unknown): Hash | undefined {
  try {
    const { input, ...transaction } = formatTransaction(value as RpcTransaction);
    const { r, s, v, yParity } = transaction;
    if (!KNOWN_TYPES.has(transaction.type)) return undefined;
    const signature = yParity === undefined ? { r, s, v } : { r, s, v, yParity };
    const fields = { ...transaction, data: input } as unknown as TransactionSerializable;
    return keccak256(serializeTransaction(fields, signature as never)) as Hash;
  } catch {
    return undefined;
  }
}

const KNOWN_TYPES: ReadonlySet<string> = new Set([
  "legacy",
  "eip2930",
  "eip1559",
  "eip4844",
  "eip7702",
]);
