import { type Cents, ZERO, cents, minCents } from "../shared/money.ts";

/**
 * What one thing is worth: a share of a purchase's price in basis points (hundredths of a percent), or cents for each
 * visit or action. A purchase is never worth a fixed sum: who parts it would earn it twice.
 */
export type RewardRate = { readonly basisPoints: number } | { readonly centsEach: Cents };

/** How much may be earned under one campaign, in cents, by one card, one household, at one shop, and on one civil day. */
export type RewardCaps = {
  readonly card: Cents;
  readonly household: Cents;
  readonly cardDay: Cents;
  /** No shop takes part in sharing and civic actions. */
  readonly merchant: Cents | null;
  readonly merchantDay: Cents | null;
};

export type RewardTerms = {
  readonly rate: RewardRate;
  /** No more than this is ever rewarded: the contract holds the same figure. */
  readonly budget: Cents;
  readonly caps: RewardCaps;
};

/** What the campaign has given so far, taken back sums deducted: in all, and to those whom the caps are about. */
export type Earned = Readonly<Record<RewardBound, Cents>>;

/** What may keep a reward below its rate, in the order in which it is named where several do equally. */
export const REWARD_BOUNDS = [
  "budget",
  "household",
  "card",
  "cardDay",
  "merchant",
  "merchantDay",
] as const;

export type RewardBound = (typeof REWARD_BOUNDS)[number];

export type Reward = {
  readonly amount: Cents;
  /** Which bound left less than the rate gives; `null` where none did. */
  readonly boundBy: RewardBound | null;
};

const WHOLE = 10_000n;
/** A whole price given back is the most that a rate may say. */
export const MOST_BASIS_POINTS = 10_000;

/**
 * What a purchase of `base` cents, or one visit or action (`base` is then not looked at), earns now. Rounded down to
 * the cent, so that a purchase that is parted never earns more than it would whole; and never above what any cap and the
 * budget have left.
 */
export function judgeReward(terms: RewardTerms, base: Cents, earned: Earned): Reward {
  const full = atRate(terms.rate, base);
  let reward: Reward = { amount: full, boundBy: null };
  for (const bound of REWARD_BOUNDS) {
    const most = mostOf(terms, bound);
    if (most === null) continue;
    const room = most > earned[bound] ? cents(most - earned[bound]) : ZERO;
    if (room < reward.amount) reward = { amount: room, boundBy: bound };
  }
  return reward;
}

/**
 * How much of a reward stays once only `remaining` cents of its purchase do: as much as they would have earned, and
 * never more than was given.
 */
export function keptReward(rate: RewardRate, given: Cents, remaining: Cents): Cents {
  return minCents(given, atRate(rate, remaining));
}

/** What the rate alone gives, with no cap and no budget; rounded down to the cent. */
export function atRate(rate: RewardRate, base: Cents): Cents {
  if ("centsEach" in rate) return rate.centsEach;
  const { basisPoints } = rate;
  if (!Number.isInteger(basisPoints) || basisPoints < 1 || basisPoints > MOST_BASIS_POINTS)
    throw new RangeError(`Not a rate in basis points: ${basisPoints}.`);
  return cents((base * BigInt(basisPoints)) / WHOLE);
}

function mostOf({ budget, caps }: RewardTerms, bound: RewardBound): Cents | null {
  return bound === "budget" ? budget : caps[bound];
}
