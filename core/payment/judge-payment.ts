import type { CardStatus } from "../card/card-status.ts";
import type { MerchantState } from "../merchant/merchant-state.ts";
import { LOCAL_VALUE } from "../local-value/local-value.ts";
import type { Address, ProgrammeId } from "../shared/ids.ts";
import { type Cents, ZERO, cents, sumCents } from "../shared/money.ts";
import { type Result, ok, refuse } from "../shared/result.ts";
import { type LimitFacts, type LimitRefusal, limitRefusal, withinLimits } from "./card-limits.ts";
import { type AccountFacts, chooseAccounts } from "./choose-accounts.ts";
import {
  type SpendingLimits,
  type SpendingRefusal,
  type SpentToday,
  refuseSpending,
} from "./spending-limits.ts";
import { largestLocalPart } from "./split-bill.ts";

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

/** What the card holds of the town's local value, and how much of it the shop takes. */
export type LocalFacts = {
  /** Which part of a price this shop takes in local value, in whole percent. */
  readonly acceptedPercent: number;
  readonly accounts: readonly AccountFacts[];
};

/** The part of a payment that is made in local value, and the whole price, of which the shop takes only so much in it. */
export type LocalPart = { readonly amount: Cents; readonly bill: Cents };

/** Everything the decision needs, read by the caller under one lock on the card's accounts. */
export type PaymentFacts = {
  readonly card: { readonly status: CardStatus };
  readonly merchant: { readonly state: MerchantState; readonly category: number };
  readonly vouchers: readonly VoucherFacts[];
  /** Absent where the shop takes no local value. */
  readonly local?: LocalFacts;
  /** The most that one payment may be. */
  readonly largestPayment: Cents;
  /** Accepted and not yet final on chain, all cards together, and the most that may be. */
  readonly unsettled: Cents;
  readonly unsettledLimit: Cents;
  /** What may be spent in a day, and what was. */
  readonly spending: SpendingLimits;
  readonly spentToday: SpentToday;
};

/** What one account pays of a payment. `programmeId` is `LOCAL_VALUE` where it pays in local value. */
export type PaymentShare = {
  readonly programmeId: ProgrammeId;
  readonly account: Address;
  readonly amount: Cents;
};

/** How an admitted payment is made, and what the card can still spend at this shop after it. */
export type PaymentJudgement = {
  readonly shares: readonly PaymentShare[];
  /** In vouchers. */
  readonly left: Cents;
  /** In local value; absent where the shop takes none. */
  readonly localLeft?: Cents;
};

export type PaymentRefusal =
  | { code: "card_not_active"; cardStatus: CardStatus }
  | { code: "merchant_not_active"; state: MerchantState }
  | { code: "amount_above_limit"; limit: Cents }
  | { code: "no_voucher" }
  | { code: "programme_not_started"; from: Date }
  | { code: "programme_ended"; on: Date }
  | { code: "merchant_not_eligible"; category: number }
  | { code: "insufficient_funds"; available: Cents }
  | { code: "local_above_share"; limit: Cents }
  | { code: "insufficient_local_value"; available: Cents }
  | { code: "too_many_open_payments" }
  | { code: "settlement_backlog"; limit: Cents }
  | LimitRefusal
  | SpendingRefusal;

/**
 * Decides whether a card may pay `amount` at this merchant, of it `local.amount` in local value, and from which of its
 * accounts. What is not local value is paid with vouchers.
 *
 * Pure on purpose: an auditor can judge any payment again from the stored facts. Vouchers are personal, give no
 * change and may cover part of a bill only, so `insufficient_funds` carries what is left: the citizen pays the
 * difference in cash (municipal conventions, e.g. art. 3 of the usual *avviso*). What expires first is spent
 * first. The limits by day and by payment are of all that the card pays.
 */
export function judgePayment(
  amount: Cents,
  facts: PaymentFacts,
  now: Date,
  local: LocalPart = { amount: ZERO, bill: amount },
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
  const byVoucher = payWithVouchers(cents(amount - local.amount), facts, now);
  if (!byVoucher.ok) return byVoucher;
  const byLocal = payInLocalValue(local, facts.local);
  if (!byLocal.ok) return byLocal;
  return ok({
    shares: [...byVoucher.value.shares, ...byLocal.value.shares],
    left: byVoucher.value.left,
    ...(facts.local === undefined ? {} : { localLeft: byLocal.value.left }),
  });
}

type Part = { readonly shares: readonly PaymentShare[]; readonly left: Cents };

/** Nothing may be paid with vouchers: then none need be there, and what is left of them is what could be spent here. */
function payWithVouchers(
  amount: Cents,
  facts: PaymentFacts,
  now: Date,
): Result<Part, PaymentRefusal> {
  const usable = usableVouchers(facts, now);
  if (usable.ok) return shareOut(amount, usable.value);
  return amount === ZERO ? ok({ shares: [], left: ZERO }) : usable;
}

function payInLocalValue(
  { amount, bill }: LocalPart,
  local: LocalFacts = { acceptedPercent: 0, accounts: [] },
): Result<Part, PaymentRefusal> {
  const limit = largestLocalPart(bill, local.acceptedPercent);
  if (amount > limit) return refuse({ code: "local_above_share", limit });
  const available = sumCents(local.accounts.map((account) => account.available));
  if (amount > available) return refuse({ code: "insufficient_local_value", available });
  const shares = chooseAccounts(amount, local.accounts).map((share) => ({
    programmeId: LOCAL_VALUE,
    ...share,
  }));
  if (sumCents(shares.map((share) => share.amount)) < amount)
    return refuse({ code: "too_many_open_payments" });
  return ok({ shares, left: cents(available - amount) });
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

function shareOut(amount: Cents, vouchers: readonly VoucherFacts[]): Result<Part, PaymentRefusal> {
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
