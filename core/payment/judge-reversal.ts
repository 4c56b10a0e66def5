import { LOCAL_VALUE } from "../local-value/local-value.ts";
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
  /** What the merchant holds of each token and has neither redeemed nor promised away, nor spent where it is local value. */
  readonly holdings: ReadonlyMap<
    ProgrammeId,
    {
      readonly available: Cents;
      readonly hasFreeNonce: boolean;
      /** After it the programme's voucher settles nothing, whatever was signed; local value has no end. */
      readonly settleableUntil?: Date;
    }
  >;
};

export type ReversalRefusal =
  | { code: "payment_not_reversible"; state: TransferState }
  | { code: "reversal_above_payment"; left: Cents }
  | { code: "already_redeemed"; available: Cents }
  | { code: "local_value_spent"; available: Cents }
  | { code: "reversal_too_late"; on: Date }
  | { code: "too_many_open_payments" };

export type ReversalShare = { readonly transferId: string; readonly amount: Cents };

/**
 * Decides whether a merchant may give back `amount` of a payment, and to which of the accounts that paid.
 *
 * A reversal (*storno*) is a new, opposite movement: the payment itself is never edited. It is possible while the
 * merchant still holds the vouchers and they still settle; once they are redeemed for euros, the way back is the office's.
 *
 * Where vouchers and local value paid together, what was spent last goes back first: local value, then vouchers. So what
 * remains never has more local value in it than the shop takes of the smaller price; what goes back does not end, as a
 * voucher may before it is spent again; and the part that the town reimburses is the last that moves. The shop names an
 * amount, never a kind: it cannot keep the one and give back the other.
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
  const available = sumCents(shares.map((share) => share.amount));
  if (available < amount) return refuse({ code: reasonOfLack(facts, shares), available });
  const holdings = shares.map(({ transferId }) => {
    const { programmeId } = transfers.find(({ id }) => id === transferId)!;
    return facts.holdings.get(programmeId)!;
  });
  const ended = holdings.flatMap(({ settleableUntil }) =>
    settleableUntil !== undefined && now > settleableUntil ? [settleableUntil] : [],
  );
  if (ended.length > 0) return refuse({ code: "reversal_too_late", on: ended[0]! });
  const isBusy = holdings.some(({ hasFreeNonce }) => !hasFreeNonce);
  return isBusy ? refuse({ code: "too_many_open_payments" }) : ok(shares);
}

/** Vouchers that are gone come first in the words, because the office can do something about them. */
function reasonOfLack(
  { transfers }: ReversalFacts,
  shares: readonly ReversalShare[],
): "already_redeemed" | "local_value_spent" {
  const given = new Map(shares.map(({ transferId, amount }) => [transferId, amount]));
  const lacksVoucher = transfers.some(
    (transfer) => !isLocal(transfer) && leftOf(transfer) > (given.get(transfer.id) ?? ZERO),
  );
  return lacksVoucher ? "already_redeemed" : "local_value_spent";
}

function isLocal({ programmeId }: { programmeId: ProgrammeId }): boolean {
  return programmeId === LOCAL_VALUE;
}

/** As much of `amount` as can go back: of local value first, then transfer by transfer in the order in which they paid. */
function shareOut(amount: Cents, { transfers, holdings }: ReversalFacts): ReversalShare[] {
  const available = new Map<ProgrammeId, bigint>();
  for (const [id, holding] of holdings) available.set(id, holding.available);
  const shares: ReversalShare[] = [];
  let missing: bigint = amount;
  const inOrder = [...transfers.filter(isLocal), ...transfers.filter((one) => !isLocal(one))];
  for (const transfer of inOrder) {
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
