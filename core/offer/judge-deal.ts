import { type Cents, ZERO } from "../shared/money.ts";
import { type Result, ok, refuse } from "../shared/result.ts";
import { PRICE_CENTS_MOST } from "./check-offer.ts";
import type { DealState } from "./deal-state.ts";
import type { OfferSide } from "./offer-words.ts";

/** So many are proposed in one thread: a price that is haggled over longer is talked about, not typed. */
export const DEALS_IN_THREAD_MOST = 20;

export type DealPrice = { readonly localCents: Cents; readonly euroCents: Cents };

/** Whether who put the offer up is the one who gives the thing, and is paid. */
export function isOwnerPaid(side: OfferSide): boolean {
  return side === "offer";
}

export type ProposalFacts = {
  readonly side: OfferSide;
  /** Who proposes put the offer up. */
  readonly isOwner: boolean;
  /** The town took the offer down or ended the thread, or one of the two has blocked the other. */
  readonly isClosed: boolean;
  readonly hasOpenDeal: boolean;
  readonly inThread: number;
};

export type DealRefusal =
  | { code: "not_who_gives" }
  | { code: "thread_closed" }
  | { code: "invalid_amount" }
  | { code: "deal_open" }
  | { code: "too_many_deals"; most: number }
  | { code: "deal_over"; dealState: DealState };

/** Whether a price may be proposed: by who gives the thing, one at a time. */
export function judgeProposal(
  { localCents, euroCents }: DealPrice,
  facts: ProposalFacts,
): Result<undefined, DealRefusal> {
  if (facts.isOwner !== isOwnerPaid(facts.side)) return refuse({ code: "not_who_gives" });
  if (facts.isClosed) return refuse({ code: "thread_closed" });
  const isTooMuch = localCents > PRICE_CENTS_MOST || euroCents > PRICE_CENTS_MOST;
  if (localCents === ZERO || isTooMuch) return refuse({ code: "invalid_amount" });
  if (facts.hasOpenDeal) return refuse({ code: "deal_open" });
  if (facts.inThread >= DEALS_IN_THREAD_MOST)
    return refuse({ code: "too_many_deals", most: DEALS_IN_THREAD_MOST });
  return ok(undefined);
}

/** Whether a deal may still be paid, or withdrawn; asked under its lock. */
export function judgeDecision(dealState: DealState): Result<undefined, DealRefusal> {
  return dealState === "proposed" ? ok(undefined) : refuse({ code: "deal_over", dealState });
}
