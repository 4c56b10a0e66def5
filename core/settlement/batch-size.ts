import type { Address } from "../shared/ids.ts";

/** EIP-7825: no transaction may use more gas, on any chain that has the Osaka rules. */
export const TRANSACTION_GAS_LIMIT = 16_777_216n;

/**
 * Upper bounds of what settling costs, in gas, well above what is measured (about 13,500 a payment): the limit of a
 * transaction must never be the reason why it fails. Gas that is not used is not paid.
 */
const BASE_GAS = 120_000n;
const GROUP_GAS = 70_000n;
const TRANSFER_GAS = 24_000n;

/** The gas limit of a batch of so many transfers to so many recipients. */
export function batchGas(transfers: number, groups: number): bigint {
  return BASE_GAS + GROUP_GAS * BigInt(groups) + TRANSFER_GAS * BigInt(transfers);
}

/**
 * The longest beginning of the waiting transfers, oldest first, that fits one transaction. At least one, so that
 * nothing can wait for ever.
 */
export function fillBatch<Transfer extends { readonly to: Address }>(
  waiting: readonly Transfer[],
  gasLimit: bigint = TRANSACTION_GAS_LIMIT,
): Transfer[] {
  const recipients = new Set<Address>();
  const batch: Transfer[] = [];
  for (const transfer of waiting) {
    recipients.add(transfer.to);
    if (batch.length > 0 && batchGas(batch.length + 1, recipients.size) > gasLimit) break;
    batch.push(transfer);
  }
  return batch;
}

/** Groups a batch by recipient, in the order in which they first appear: the contract asks about each one once. */
export function groupByRecipient<Transfer extends { readonly to: Address }>(
  batch: readonly Transfer[],
): { to: Address; transfers: Transfer[] }[] {
  const groups = new Map<Address, Transfer[]>();
  for (const transfer of batch) {
    const group = groups.get(transfer.to);
    if (group === undefined) groups.set(transfer.to, [transfer]);
    else group.push(transfer);
  }
  return [...groups].map(([to, transfers]) => ({ to, transfers }));
}
