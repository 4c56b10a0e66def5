import type { Market } from "./fees.ts";
import { TRANSACTION_GAS_LIMIT } from "./batch-size.ts";

/** Transactions of the largest size that a relayer account should be able to pay for. */
const RESERVE_TRANSACTIONS = 5n;

/** Whether somebody has to send the relayer account money for gas, while there is still time. */
export function isFuelLow(balanceWei: bigint, market: Market): boolean {
  const price = market.baseFee * 2n + market.tip;
  return balanceWei < price * TRANSACTION_GAS_LIMIT * RESERVE_TRANSACTIONS;
}
