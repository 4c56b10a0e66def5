import type { CardStatus } from "../card/card-status.ts";
import type { MerchantState } from "../merchant/merchant-state.ts";
import type { Address, ProgrammeId } from "../shared/ids.ts";
import { type Cents, ZERO, sumCents } from "../shared/money.ts";
import { type Result, ok, refuse } from "../shared/result.ts";
import { type LimitFacts, type LimitRefusal, limitRefusal, withinLimits } from "./card-limits.ts";
import { type AccountFacts, chooseAccounts } from "./choose-accounts.ts";
import {
  type SpendingLimits,
  type SpendingRefusal,
  type SpentToday,
  refuseSpending,
} from "./spending-limits.ts";

/** What the card holds of one programme. */
export type VoucherFacts = {
  readonly programmeId: ProgrammeId;
  readonly spendableFrom: Date;
  readonly spendableUntil: Date;
  /** Merchant categories that the programme admits. */
  readonly categories: readonly number[];
  readonly accounts: readonly AccountFacts[];
  /** Absent where the programme limits nothing. */
  readonly limits?: LimitFacts;
};

/** Everything the decision needs, read by the caller under one lock on the card's accounts. */
export type PaymentFacts = {
  readonly card: { readonly status: CardStatus };
  readonly merchant: { readonly state: MerchantState; readonly category: number };
  readonly vouchers: readonly VoucherFacts[];
  /** The most that one payment may be. */
  readonly largestPayment: Cents;
  /** Accepted and not yet final on chain, all cards together, and the most that may be. */
  readonly unsettled: Cents;
  readonly unsettledLimit: Cents;
  /** What may be spent in a day, and what was. */
  readonly spending: SpendingLimits;
  readonly spentToday: SpentToday;
};

/** What one account pays of a payment. */
export type PaymentShare = {
  readonly programmeId: ProgrammeId;
  readonly account: Address;
  readonly amount: Cents;
};

/** How an admitted payment is made, and what the card can still spend at this shop after it. */
export type PaymentJudgement = { readonly shares: readonly PaymentShare[]; readonly left: Cents };

export type PaymentRefusal =
  | { code: "card_not_active"; cardStatus: CardStatus }
  | { code: "merchant_not_active"; state: MerchantState }
  | { code: "amount_above_limit"; limit: Cents }
  | { code: "no_voucher" }
  | { code: "programme_not_started"; from: Date }
  | { code: "programme_ended"; on: Date }
  | { code: "merchant_not_eligible"; category: number }
  | { code: "insufficient_funds"; available: Cents }
  | { code: "too_many_open_payments" }
  | { code: "settlement_backlog"; limit: Cents }
  | LimitRefusal
  | SpendingRefusal;

/**
 * Decides whether a card may pay `amount` at this merchant, and from which of its accounts.
 *
 * Pure on purpose: an auditor can judge any payment again from the stored facts. Vouchers are personal, give no
 * change and may cover part of a bill only, so `insufficient_funds` carries what is left: the citizen pays the
 * difference in cash (municipal conventions, e.g. art. 3 of the usual *avviso*). What expires first is spent
 * first.
 */
export function judgePayment(
  amount: Cents,
  facts: PaymentFacts,
  now: Date,
): Result<PaymentJudgement, PaymentRefusal> {
  if (amount === ZERO) throw new RangeError("A payment is of at least one cent.");
  const { card, merchant, largestPayment, unsettled, unsettledLimit } = facts;
  if (card.status !== "active") return refuse({ code: "card_not_active", cardStatus: card.status });
  if (merchant.state !== "active")
    return refuse({ code: "merchant_not_active", state: merchant.state });
  if (amount > largestPayment) return refuse({ code: "amount_above_limit", limit: largestPayment });
  if (unsettled + amount > unsettledLimit)
    return refuse({ code: "settlement_backlog", limit: unsettledLimit });
  const tooMuch = refuseSpending(amount, facts.spending, facts.spentToday);
  if (tooMuch !== undefined) return refuse(tooMuch);
  const usable = usableVouchers(facts, now);
  return usable.ok ? shareOut(amount, usable.value) : usable;
}

/** The vouchers that may be spent here and now, those that expire first in front; or why none may. */
function usableVouchers(
  { vouchers, merchant }: PaymentFacts,
  now: Date,
): Result<readonly VoucherFacts[], PaymentRefusal> {
  const usable = vouchers
    .filter((voucher) => refuseVoucher(voucher, merchant.category, now) === undefined)
    .sort((one, other) => one.spendableUntil.getTime() - other.spendableUntil.getTime());
  if (usable.length > 0) return ok(usable);
  const latest = vouchers.reduce<VoucherFacts | undefined>(
    (best, voucher) =>
      best === undefined || voucher.spendableUntil > best.spendableUntil ? voucher : best,
    undefined,
  );
  if (latest === undefined) return refuse({ code: "no_voucher" });
  return refuse(refuseVoucher(latest, merchant.category, now)!);
}

function refuseVoucher(
  voucher: VoucherFacts,
  category: number,
  now: Date,
): PaymentRefusal | undefined {
  if (now < voucher.spendableFrom)
    return { code: "programme_not_started", from: voucher.spendableFrom };
  if (now > voucher.spendableUntil) return { code: "programme_ended", on: voucher.spendableUntil };
  if (!voucher.categories.includes(category)) return { code: "merchant_not_eligible", category };
  return undefined;
}

function shareOut(
  amount: Cents,
  vouchers: readonly VoucherFacts[],
): Result<PaymentJudgement, PaymentRefusal> {
  const accounts = vouchers.flatMap((voucher) => voucher.accounts);
  const available = sumCents(accounts.map((account) => account.available));
  const shares: PaymentShare[] = [];
  let missing = amount;
  for (const { programmeId, accounts: own, limits } of vouchers)
    for (const share of chooseAccounts(withinLimits(missing, limits), own)) {
      shares.push({ programmeId, ...share });
      missing = (missing - share.amount) as Cents;
    }
  if (missing === ZERO) return ok({ shares, left: (available - amount) as Cents });
  return refuse(refuseShares(amount, available, vouchers));
}

/** Why the usable vouchers do not pay the whole. A limit is named where without it more could be paid. */
function refuseShares(
  amount: Cents,
  available: Cents,
  vouchers: readonly VoucherFacts[],
): PaymentRefusal {
  const payable = sumCents(vouchers.map((voucher) => payableOf(voucher)));
  if (payable >= amount) return { code: "too_many_open_payments" };
  const limited = vouchers.find((voucher) => payableOf(voucher) < availableOf(voucher));
  if (limited?.limits === undefined) return { code: "insufficient_funds", available };
  return limitRefusal(limited.limits, payable);
}

function availableOf({ accounts }: VoucherFacts): Cents {
  return sumCents(accounts.map((account) => account.available));
}

function payableOf(voucher: VoucherFacts): Cents {
  return withinLimits(availableOf(voucher), voucher.limits);
}
