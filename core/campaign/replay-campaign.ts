import type { BeneficiaryId, CardId, MerchantId } from "../shared/ids.ts";
import { type Cents, ZERO, cents } from "../shared/money.ts";
import {
  type Earned,
  REWARD_BOUNDS,
  type RewardBound,
  type RewardTerms,
  atRate,
  judgeReward,
} from "./judge-reward.ts";

/** Something that happened and would have been rewarded: a purchase, a visit or an action. */
export type PastEvent = {
  readonly card: CardId;
  readonly household: BeneficiaryId;
  /** `null` for what no shop takes part in. */
  readonly merchant: MerchantId | null;
  /** Which civil day of the campaign it falls on; 0 is the first. */
  readonly day: number;
  /** What is left of a purchase's price, in cents. */
  readonly base: Cents;
};

/** What one bound kept from being earned: how often it did, and how many cents in all. */
export type Cut = { readonly times: number; readonly cents: Cents };

export type Replay = {
  readonly judged: number;
  readonly cost: Cents;
  /** What the rate alone would have given, with no cap and no budget. */
  readonly uncapped: Cents;
  /** What each day of the campaign costs, from its first. */
  readonly days: readonly Cents[];
  readonly cuts: Readonly<Record<RewardBound, Cut>>;
  readonly cards: number;
  /** Who earns nothing more, because of the cap that is about them. */
  readonly cardsAtCap: number;
  readonly households: number;
  readonly householdsAtCap: number;
  readonly shops: number;
  readonly shopsAtCap: readonly MerchantId[];
  /** On which day the last of the budget is earned. */
  readonly budgetEndsOn: number | undefined;
};

/**
 * Plays a campaign that never was, on what happened before, with the rule that real rewards are judged by: what it would
 * have cost and who would have met which cap. Events come in the order in which they happen.
 */
export class CampaignReplay {
  readonly #terms: RewardTerms;
  readonly #days: Cents[];
  readonly #sums = {
    ...{ card: new Map<string, Cents>(), household: new Map<string, Cents>() },
    ...{ merchant: new Map<string, Cents>() },
  };
  /** Of the day under way only. */
  readonly #daySums = { card: new Map<string, Cents>(), merchant: new Map<string, Cents>() };
  readonly #cuts = Object.fromEntries(
    REWARD_BOUNDS.map((bound) => [bound, { times: 0, cents: ZERO }]),
  ) as Record<RewardBound, Cut>;
  #day = 0;
  #judged = 0;
  #cost = ZERO;
  #uncapped = ZERO;
  #budgetEndsOn: number | undefined;

  constructor(terms: RewardTerms, days: number) {
    this.#terms = terms;
    this.#days = Array.from({ length: days }, () => ZERO);
  }

  add(event: PastEvent): void {
    if (event.day < this.#day || event.day >= this.#days.length)
      throw new RangeError(`Day ${event.day} comes after day ${this.#day}, or after the end.`);
    if (event.day > this.#day) this.#begin(event.day);
    const full = atRate(this.#terms.rate, event.base);
    const { amount, boundBy } = judgeReward(this.#terms, event.base, this.#earnedBy(event));
    this.#judged += 1;
    this.#uncapped = cents(this.#uncapped + full);
    if (boundBy !== null) this.#cut(boundBy, cents(full - amount));
    this.#enter(event, amount);
  }

  result(): Replay {
    const { card, household, merchant } = this.#sums;
    const { caps } = this.#terms;
    return {
      ...{ judged: this.#judged, cost: this.#cost, uncapped: this.#uncapped },
      ...{ days: this.#days, cuts: this.#cuts, budgetEndsOn: this.#budgetEndsOn },
      ...{ cards: card.size, cardsAtCap: atLeast(card, caps.card).length },
      households: household.size,
      householdsAtCap: atLeast(household, caps.household).length,
      shops: merchant.size,
      shopsAtCap: caps.merchant === null ? [] : (atLeast(merchant, caps.merchant) as MerchantId[]),
    };
  }

  #begin(day: number): void {
    this.#day = day;
    this.#daySums.card.clear();
    this.#daySums.merchant.clear();
  }

  #earnedBy({ card, household, merchant }: PastEvent): Earned {
    const shop = merchant ?? "";
    return {
      budget: this.#cost,
      household: this.#sums.household.get(household) ?? ZERO,
      card: this.#sums.card.get(card) ?? ZERO,
      cardDay: this.#daySums.card.get(card) ?? ZERO,
      merchant: this.#sums.merchant.get(shop) ?? ZERO,
      merchantDay: this.#daySums.merchant.get(shop) ?? ZERO,
    };
  }

  #cut(bound: RewardBound, amount: Cents): void {
    const { times, cents: before } = this.#cuts[bound];
    this.#cuts[bound] = { times: times + 1, cents: cents(before + amount) };
  }

  #enter({ card, household, merchant, day }: PastEvent, amount: Cents): void {
    if (amount === 0n) return;
    add(this.#sums.card, card, amount);
    add(this.#sums.household, household, amount);
    add(this.#daySums.card, card, amount);
    if (merchant !== null) {
      add(this.#sums.merchant, merchant, amount);
      add(this.#daySums.merchant, merchant, amount);
    }
    this.#cost = cents(this.#cost + amount);
    this.#days[day] = cents(this.#days[day]! + amount);
    if (this.#cost >= this.#terms.budget) this.#budgetEndsOn ??= day;
  }
}

function add(sums: Map<string, Cents>, key: string, amount: Cents): void {
  sums.set(key, cents((sums.get(key) ?? ZERO) + amount));
}

function atLeast(sums: ReadonlyMap<string, Cents>, cap: Cents): string[] {
  return [...sums].filter(([, sum]) => sum >= cap).map(([key]) => key);
}
