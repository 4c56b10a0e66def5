import type { Address } from "../shared/ids.ts";
import type { Cents } from "../shared/money.ts";

/** An account that still holds vouchers of a programme that has ended. */
export type Unspent = { readonly account: Address; readonly amount: Cents };

/**
 * Accounts in one transaction of a reclaim: about eight million gas at the measured 7,936 each (docs/gas.md), half of
 * what a transaction may use (16,777,216 gas, EIP-7825).
 */
export const ACCOUNTS_PER_RECLAIM = 1_000;

/**
 * Gas of a reclaim that cannot be tried on the chain yet, never too little: the measured figure rounded up, and what a
 * transaction costs by itself.
 */
export function reclaimGasAtMost(accounts: number): bigint {
  return 60_000n + 8_400n * BigInt(accounts);
}

/**
 * Cuts the accounts into the transactions that reclaim them. Always in the order of their addresses: when one part is
 * done the others stay the parts that they were, so that a treasurer who was interrupted is never shown a part that
 * mixes what was signed with what was not.
 */
export function planReclaim(
  unspent: readonly Unspent[],
  perTransaction = ACCOUNTS_PER_RECLAIM,
): Unspent[][] {
  const holding = unspent.filter(({ amount }) => amount > 0n);
  const ordered = holding.sort((one, other) => (one.account < other.account ? -1 : 1));
  return Array.from({ length: Math.ceil(ordered.length / perTransaction) }, (_, part) =>
    ordered.slice(part * perTransaction, (part + 1) * perTransaction),
  );
}
