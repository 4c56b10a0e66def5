import type { CardStatus } from "../card/card-status.ts";
import type { MerchantState } from "../merchant/merchant-state.ts";
import {
  type AccountFacts,
  type AccountShare,
  chooseAccounts,
} from "../payment/choose-accounts.ts";
import { type Cents, ZERO, cents, sumCents } from "../shared/money.ts";
import { type Result, ok, refuse } from "../shared/result.ts";

/** How much local value a card may give in one civil day (Europe/Rome), and in how many gifts. */
export type GiftLimits = { readonly amount: Cents; readonly gifts: number };

/** Who is to receive, as read under a lock. */
export type ReceiverFacts =
  | { readonly kind: "card"; readonly status: CardStatus; readonly isGiver: boolean }
  | { readonly kind: "association"; readonly state: MerchantState; readonly isListed: boolean };

/** Everything the decision needs, read by the caller under one lock on the card's accounts. */
export type GiftFacts = {
  readonly card: { readonly status: CardStatus };
  readonly receiver: ReceiverFacts;
  /**
   * The card's accounts of local value, and of nothing else: vouchers are personal and are never given. `paidHere` counts
   * what an account gave to this receiver before.
   */
  readonly accounts: readonly AccountFacts[];
  readonly limits: GiftLimits;
  readonly givenToday: { readonly amount: Cents; readonly gifts: number; readonly until: Date };
  /** Accepted and not yet final on chain, all cards together, and the most that may be. */
  readonly unsettled: Cents;
  readonly unsettledLimit: Cents;
};

export type GiftJudgement = {
  readonly shares: readonly AccountShare[];
  /** What the card has left of local value. */
  readonly left: Cents;
};

export type GiftRefusal =
  | { code: "card_not_active"; cardStatus: CardStatus }
  | { code: "gift_to_oneself" }
  | { code: "receiver_not_available" }
  | { code: "gift_day_gifts"; limit: number; until: Date }
  | { code: "gift_day_limit"; limit: Cents; left: Cents; until: Date }
  | { code: "settlement_backlog"; limit: Cents }
  | { code: "not_enough_to_give"; available: Cents }
  | { code: "too_many_open_payments" };

/**
 * Decides whether a card may give `amount` of its local value away, and from which of its accounts.
 *
 * What is given goes to somebody whom no shop's till vouches for and leaves no goods behind that could be asked back. So
 * a day's gifts have limits of their own, below those of a day's purchases: whoever steals a card with its password
 * takes a day's worth of it before its holder sees the movement and blocks it.
 */
export function judgeGift(amount: Cents, facts: GiftFacts): Result<GiftJudgement, GiftRefusal> {
  if (amount === ZERO) throw new RangeError("A gift is of at least one cent.");
  const refusal = refuseParties(facts) ?? refuseDay(amount, facts) ?? refuseBacklog(amount, facts);
  if (refusal !== undefined) return refuse(refusal);
  const available = sumCents(facts.accounts.map((account) => account.available));
  if (amount > available) return refuse({ code: "not_enough_to_give", available });
  const shares = chooseAccounts(amount, facts.accounts);
  if (sumCents(shares.map((share) => share.amount)) < amount)
    return refuse({ code: "too_many_open_payments" });
  return ok({ shares, left: cents(available - amount) });
}

function refuseParties({ card, receiver }: GiftFacts): GiftRefusal | undefined {
  if (card.status !== "active") return { code: "card_not_active", cardStatus: card.status };
  if (receiver.kind === "card" && receiver.isGiver) return { code: "gift_to_oneself" };
  return mayReceive(receiver) ? undefined : { code: "receiver_not_available" };
}

/** Why one may not is nobody's business: a blocked card says nothing of its holder to who types its number. */
function mayReceive(receiver: ReceiverFacts): boolean {
  if (receiver.kind === "card") return receiver.status === "active";
  return receiver.isListed && receiver.state === "active";
}

function refuseDay(
  amount: Cents,
  { limits, givenToday }: Pick<GiftFacts, "limits" | "givenToday">,
): GiftRefusal | undefined {
  const { until } = givenToday;
  if (givenToday.gifts >= limits.gifts)
    return { code: "gift_day_gifts", limit: limits.gifts, until };
  const left = limits.amount > givenToday.amount ? limits.amount - givenToday.amount : 0n;
  if (amount <= left) return undefined;
  return { code: "gift_day_limit", limit: limits.amount, left: cents(left), until };
}

function refuseBacklog(
  amount: Cents,
  { unsettled, unsettledLimit }: Pick<GiftFacts, "unsettled" | "unsettledLimit">,
): GiftRefusal | undefined {
  if (unsettled + amount <= unsettledLimit) return undefined;
  return { code: "settlement_backlog", limit: unsettledLimit };
}
