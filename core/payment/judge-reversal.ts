import { type Cents, ZERO, sumCents } from "../shared/money.ts";
import { type Result, ok, refuse } from "../shared/result.ts";
import type { TransferState } from "./transfer-state.ts";

/** What is known of the payment that a merchant wants to give back, read under its row lock. */
export type ReversalFacts = {
  readonly paymentState: TransferState;
  /** The payment's transfers in order, with what earlier reversals already gave back of each. */
  readonly transfers: readonly {
    readonly id: string;
    readonly amount: Cents;
    readonly reversed: Cents;
  }[];
  /** What the merchant holds of these vouchers and has neither redeemed nor promised back. */
  readonly merchantAvailable: Cents;
};

export type ReversalRefusal =
  | { code: "payment_not_reversible"; state: TransferState }
  | { code: "reversal_above_payment"; left: Cents }
  | { code: "already_redeemed"; available: Cents };

export type ReversalShare = { readonly transferId: string; readonly amount: Cents };

/**
 * Decides whether a merchant may give back `amount` of a payment, and to which of the accounts that paid.
 *
 * A reversal (*storno*) is a new, opposite movement: the payment itself is never edited. It is possible while the
 * merchant still holds the vouchers; once they are redeemed for euros, the way back is the office's.
 */
export function judgeReversal(
  amount: Cents,
  { paymentState, transfers, merchantAvailable }: ReversalFacts,
): Result<readonly ReversalShare[], ReversalRefusal> {
  if (amount === ZERO) throw new RangeError("A reversal is of at least one cent.");
  if (paymentState !== "settled")
    return refuse({ code: "payment_not_reversible", state: paymentState });
  const left = sumCents(transfers.map(leftOf));
  if (amount > left) return refuse({ code: "reversal_above_payment", left });
  if (amount > merchantAvailable)
    return refuse({ code: "already_redeemed", available: merchantAvailable });
  const shares: ReversalShare[] = [];
  let missing: bigint = amount;
  for (const transfer of transfers) {
    const share = missing < leftOf(transfer) ? missing : leftOf(transfer);
    if (share > 0n) shares.push({ transferId: transfer.id, amount: share as Cents });
    missing -= share;
  }
  return ok(shares);
}

function leftOf(transfer: { amount: Cents; reversed: Cents }): Cents {
  return (transfer.amount - transfer.reversed) as Cents;
}
