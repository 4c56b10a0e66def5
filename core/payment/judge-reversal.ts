import type { ProgrammeId } from "../shared/ids.ts";
import { type Cents, ZERO, sumCents } from "../shared/money.ts";
import { type Result, ok, refuse } from "../shared/result.ts";
import type { TransferState } from "./transfer-state.ts";

/** What is known of the payment that a merchant wants to give back, read under its row lock. */
export type ReversalFacts = {
  readonly paymentState: TransferState;
  /** The payment's transfers in order, with what earlier reversals already gave back of each. */
  readonly transfers: readonly {
    readonly id: string;
    readonly programmeId: ProgrammeId;
    readonly amount: Cents;
    readonly reversed: Cents;
  }[];
  /** What the merchant holds of each programme's vouchers and has neither redeemed nor promised away. */
  readonly holdings: ReadonlyMap<
    ProgrammeId,
    {
      readonly available: Cents;
      readonly hasFreeNonce: boolean;
      /** After it the programme's voucher settles nothing, whatever was signed. */
      readonly settleableUntil: Date;
    }
  >;
};

export type ReversalRefusal =
  | { code: "payment_not_reversible"; state: TransferState }
  | { code: "reversal_above_payment"; left: Cents }
  | { code: "already_redeemed"; available: Cents }
  | { code: "reversal_too_late"; on: Date }
  | { code: "too_many_open_payments" };

export type ReversalShare = { readonly transferId: string; readonly amount: Cents };

/**
 * Decides whether a merchant may give back `amount` of a payment, and to which of the accounts that paid.
 *
 * A reversal (*storno*) is a new, opposite movement: the payment itself is never edited. It is possible while the
 * merchant still holds the vouchers and they still settle; once they are redeemed for euros, the way back is the office's.
 */
export function judgeReversal(
  amount: Cents,
  facts: ReversalFacts,
  now: Date,
): Result<readonly ReversalShare[], ReversalRefusal> {
  if (amount === ZERO) throw new RangeError("A reversal is of at least one cent.");
  const { paymentState, transfers } = facts;
  if (paymentState !== "settled")
    return refuse({ code: "payment_not_reversible", state: paymentState });
  const left = sumCents(transfers.map(leftOf));
  if (amount > left) return refuse({ code: "reversal_above_payment", left });
  const shares = shareOut(amount, facts);
  const possible = sumCents(shares.map((share) => share.amount));
  if (possible < amount) return refuse({ code: "already_redeemed", available: possible });
  const holdings = shares.map(({ transferId }) => {
    const { programmeId } = transfers.find(({ id }) => id === transferId)!;
    return facts.holdings.get(programmeId)!;
  });
  const ended = holdings.find(({ settleableUntil }) => now > settleableUntil);
  if (ended !== undefined) return refuse({ code: "reversal_too_late", on: ended.settleableUntil });
  const isBusy = holdings.some(({ hasFreeNonce }) => !hasFreeNonce);
  return isBusy ? refuse({ code: "too_many_open_payments" }) : ok(shares);
}

/** As much of `amount` as can go back, transfer by transfer in the order in which they paid. */
function shareOut(amount: Cents, { transfers, holdings }: ReversalFacts): ReversalShare[] {
  const available = new Map<ProgrammeId, bigint>();
  for (const [id, holding] of holdings) available.set(id, holding.available);
  const shares: ReversalShare[] = [];
  let missing: bigint = amount;
  for (const transfer of transfers) {
    const held = available.get(transfer.programmeId) ?? 0n;
    const share = [missing, leftOf(transfer), held].reduce((one, other) =>
      one < other ? one : other,
    );
    if (share === 0n) continue;
    shares.push({ transferId: transfer.id, amount: share as Cents });
    available.set(transfer.programmeId, held - share);
    missing -= share;
  }
  return shares;
}

function leftOf(transfer: { amount: Cents; reversed: Cents }): Cents {
  return (transfer.amount - transfer.reversed) as Cents;
}
