import type { MerchantState } from "../merchant/merchant-state.ts";
import { type Cents, ZERO, cents } from "../shared/money.ts";
import { type Result, ok, refuse } from "../shared/result.ts";

/** Everything the decision needs, read by the caller under a lock on what the paying shop has. */
export type ShopPaymentFacts = {
  readonly payer: { readonly state: MerchantState };
  readonly payee: {
    readonly state: MerchantState;
    /** Which part of a price it takes in local value, in whole percent; 0: none. */
    readonly localPercent: number;
  };
  readonly isItself: boolean;
  /** What the paying shop has of local value and has promised to nobody. */
  readonly available: Cents;
  readonly hasFreeNonce: boolean;
  /** The most that one payment may be. */
  readonly largestPayment: Cents;
  /** Accepted and not yet final on chain, all together, and the most that may be. */
  readonly unsettled: Cents;
  readonly unsettledLimit: Cents;
};

export type ShopPaymentRefusal =
  | { code: "own_shop" }
  | { code: "merchant_not_active"; state: MerchantState }
  | { code: "payee_not_active" }
  | { code: "payee_takes_none" }
  | { code: "amount_above_limit"; limit: Cents }
  | { code: "settlement_backlog"; limit: Cents }
  | { code: "shop_value_short"; available: Cents }
  | { code: "too_many_open_payments" };

/**
 * Decides whether a shop may pay another one `amount` in local value; answers what it has left.
 *
 * The share that a shop takes is a share of what its customers buy. Between two shops there is no price here to take a
 * share of: they have agreed on the amount. A shop that takes none at all is left in peace, because nobody changes local
 * value into euros.
 */
export function judgeShopPayment(
  amount: Cents,
  facts: ShopPaymentFacts,
): Result<{ readonly left: Cents }, ShopPaymentRefusal> {
  if (amount === ZERO) throw new RangeError("A payment is of at least one cent.");
  const { payer, payee, available, largestPayment, unsettled, unsettledLimit } = facts;
  if (facts.isItself) return refuse({ code: "own_shop" });
  if (payer.state !== "active") return refuse({ code: "merchant_not_active", state: payer.state });
  if (payee.state !== "active") return refuse({ code: "payee_not_active" });
  if (payee.localPercent === 0) return refuse({ code: "payee_takes_none" });
  if (amount > largestPayment) return refuse({ code: "amount_above_limit", limit: largestPayment });
  if (unsettled + amount > unsettledLimit)
    return refuse({ code: "settlement_backlog", limit: unsettledLimit });
  if (amount > available) return refuse({ code: "shop_value_short", available });
  if (!facts.hasFreeNonce) return refuse({ code: "too_many_open_payments" });
  return ok({ left: cents(available - amount) });
}
