import type { Address } from "../shared/ids.ts";

/** EIP-7825: no transaction may use more gas, on any chain that has the Osaka rules. */
export const TRANSACTION_GAS_LIMIT = 16_777_216n;

/** Of a block, so that the transaction is not the one that a full block leaves out. */
const BLOCK_SHARE = 2n;

/**
 * What a transfer costs is about this, in gas, or a little less: enough to choose how many to ask the node about. Were it
 * more, a full batch would pass the limit of a transaction, and a node with Osaka's rules would estimate nothing at all.
 */
const BASE_GAS = 60_000n;
const GROUP_GAS = 35_000n;
const TRANSFER_GAS = 14_000n;

/** What one transaction may use on a chain with blocks of this size. */
export function gasLimitOf(blockGasLimit: bigint): bigint {
  const share = blockGasLimit / BLOCK_SHARE;
  return share < TRANSACTION_GAS_LIMIT ? share : TRANSACTION_GAS_LIMIT;
}

/** About how much gas a batch of so many transfers to so many recipients needs. */
export function likelyGas(transfers: number, groups: number): bigint {
  return BASE_GAS + GROUP_GAS * BigInt(groups) + TRANSFER_GAS * BigInt(transfers);
}

/**
 * The longest beginning of the waiting transfers, oldest first, that probably fits one transaction. At least one, so
 * that nothing can wait for ever.
 */
export function fillBatch<Transfer extends { readonly to: Address }>(
  waiting: readonly Transfer[],
  gasLimit: bigint = TRANSACTION_GAS_LIMIT,
): Transfer[] {
  const recipients = new Set<Address>();
  const batch: Transfer[] = [];
  for (const transfer of waiting) {
    recipients.add(transfer.to);
    if (batch.length > 0 && likelyGas(batch.length + 1, recipients.size) > gasLimit) break;
    batch.push(transfer);
  }
  return batch;
}

export type Fit =
  /** Gas limit of the transaction: what it needs, and a margin. */
  | { readonly fits: true; readonly gasLimit: bigint }
  /** So many of its transfers probably fit. */
  | { readonly fits: false; readonly transfers: number };

/** Gas that is not used is not paid, and a transaction that runs out of it settles nothing: a quarter more, and this. */
const MARGIN_GAS = 50_000n;

/** Whether a batch that the node estimates at so much gas fits one transaction with a margin, and what else would. */
export function fitEstimate(transfers: number, estimate: bigint, limit: bigint): Fit {
  const wanted = (estimate * 5n) / 4n + MARGIN_GAS;
  if (wanted <= limit) return { fits: true, gasLimit: wanted };
  if (transfers === 1) return { fits: true, gasLimit: limit };
  const share = Number((BigInt(transfers) * limit) / wanted);
  return { fits: false, transfers: Math.max(1, Math.min(share, transfers - 1)) };
}

/** Groups a batch by recipient: the contract asks about each one once. For the order see `inUntellingOrder`. */
export function groupByRecipient<
  Transfer extends { readonly id: string | number; readonly to: Address },
>(batch: readonly Transfer[]): { to: Address; transfers: Transfer[] }[] {
  const groups = Map.groupBy(inUntellingOrder(batch), ({ to }) => to);
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([to, transfers]) => ({ to, transfers }));
}

/**
 * The order in which a batch goes on chain, where everybody reads it: by random ids, so that it says neither who came
 * first nor which transfers are shares of one payment.
 */
export function inUntellingOrder<Transfer extends { readonly id: string | number }>(
  batch: readonly Transfer[],
): Transfer[] {
  return [...batch].sort((one, other) => (one.id < other.id ? -1 : 1));
}
