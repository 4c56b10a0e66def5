import { expect } from "chai";
import fc from "fast-check";

import { type Cents, ZERO, cents } from "../shared/money.ts";
import {
  type Earned,
  REWARD_BOUNDS,
  type RewardBound,
  type RewardTerms,
  judgeReward,
  keptReward,
} from "./judge-reward.ts";

const NOTHING: Earned = {
  ...{
    budget: ZERO,
    household: ZERO,
    card: ZERO,
    cardDay: ZERO,
    merchant: ZERO,
    merchantDay: ZERO,
  },
};
const LARGE = cents(1_000_000);

function terms(changes: Partial<Record<RewardBound, number | null>> = {}, basisPoints = 500) {
  const of = (bound: RewardBound): Cents | null => {
    const change = changes[bound];
    return change === undefined ? LARGE : change === null ? null : cents(change);
  };
  return {
    rate: { basisPoints },
    budget: of("budget")!,
    caps: {
      ...{ card: of("card")!, household: of("household")!, cardDay: of("cardDay")! },
      ...{ merchant: of("merchant"), merchantDay: of("merchantDay") },
    },
  } satisfies RewardTerms;
}

const judged = (some: RewardTerms, base: number, earned: Earned = NOTHING) => {
  const { amount, boundBy } = judgeReward(some, cents(base), earned);
  return [Number(amount), boundBy];
};

describe("the reward of a purchase", () => {
  it("is the rate's share of the price, rounded down to the cent", () => {
    expect(judged(terms(), 1_000)).to.deep.equal([50, null]);
    expect(judged(terms(), 1_019)).to.deep.equal([50, null]);
    expect(judged(terms(), 1_020)).to.deep.equal([51, null]);
    expect(judged(terms(), 19)).to.deep.equal([0, null]);
    expect(judged(terms({}, 1), 9_999)).to.deep.equal([0, null]);
    expect(judged(terms({}, 1), 10_000)).to.deep.equal([1, null]);
    expect(judged(terms({}, 10_000), 777)).to.deep.equal([777, null]);
  });

  for (const bound of REWARD_BOUNDS)
    it(`is what the bound has left, and says so: ${bound}`, () => {
      const some = terms({ [bound]: 60 });
      expect(judged(some, 1_000, { ...NOTHING, [bound]: cents(10) })).to.deep.equal([50, null]);
      expect(judged(some, 1_000, { ...NOTHING, [bound]: cents(11) })).to.deep.equal([49, bound]);
      expect(judged(some, 1_000, { ...NOTHING, [bound]: cents(60) })).to.deep.equal([0, bound]);
      expect(judged(some, 1_000, { ...NOTHING, [bound]: cents(90) })).to.deep.equal([0, bound]);
    });

  it("names the bound that leaves least", () => {
    expect(judged(terms({ card: 40, merchantDay: 30 }), 1_000)).to.deep.equal([30, "merchantDay"]);
    expect(judged(terms({ card: 30, budget: 30 }), 1_000)).to.deep.equal([30, "budget"]);
  });

  it("has no bound by shop where no shop takes part", () => {
    const earned = { ...NOTHING, merchant: LARGE, merchantDay: LARGE };
    const some = terms({ merchant: null, merchantDay: null });
    expect(judged(some, 1_000, earned)).to.deep.equal([50, null]);
  });

  it("is a fixed sum for a visit or an action, whatever the base", () => {
    const some = { ...terms({ card: 40 }), rate: { centsEach: cents(25) } };
    expect(judged(some, 0)).to.deep.equal([25, null]);
    expect(judged(some, 9_999, { ...NOTHING, card: cents(30) })).to.deep.equal([10, "card"]);
  });

  for (const basisPoints of [0, -1, 0.5, 10_001, Number.NaN])
    it(`refuses a rate that is none: ${basisPoints}`, () => {
      expect(() => judged(terms({}, basisPoints), 100)).to.throw(RangeError, "basis points");
    });
});

describe("rewards, whatever is bought in whatever order", () => {
  const sale = fc.record({
    card: fc.nat({ max: 3 }),
    shop: fc.nat({ max: 2 }),
    day: fc.nat({ max: 2 }),
    base: fc.nat({ max: 300 }),
    /** How much of it is taken back afterwards, in hundredths. */
    back: fc.constantFrom(0, 0, 30, 100),
  });
  const someTerms = fc
    .record({
      basisPoints: fc.integer({ min: 1, max: 10_000 }),
      bounds: fc.tuple(...REWARD_BOUNDS.map(() => fc.integer({ min: 0, max: 120 }))),
    })
    .map(({ basisPoints, bounds }) =>
      terms(Object.fromEntries(REWARD_BOUNDS.map((name, at) => [name, bounds[at]!])), basisPoints),
    );

  type Sale = { card: number; shop: number; day: number; base: number; back: number };
  /** Two cards belong to each household. */
  const keysOf = ({ card, shop, day }: Sale): Record<RewardBound, string> => ({
    budget: "all",
    household: `household ${Math.floor(card / 2)}`,
    card: `card ${card}`,
    cardDay: `card ${card} day ${day}`,
    merchant: `shop ${shop}`,
    merchantDay: `shop ${shop} day ${day}`,
  });

  function play(some: RewardTerms, sales: readonly Sale[]) {
    const sums = new Map<string, bigint>();
    const highest = new Map<string, bigint>();
    const add = (one: Sale, amount: bigint) => {
      for (const [bound, key] of Object.entries(keysOf(one))) {
        const name = `${bound}: ${key}`;
        sums.set(name, (sums.get(name) ?? 0n) + amount);
        if (sums.get(name)! > (highest.get(name) ?? 0n)) highest.set(name, sums.get(name)!);
      }
    };
    for (const one of sales) {
      const entries = Object.entries(keysOf(one)).map(([bound, key]) => [
        bound,
        cents(sums.get(`${bound}: ${key}`) ?? 0n),
      ]);
      const { amount } = judgeReward(some, cents(one.base), Object.fromEntries(entries) as Earned);
      add(one, amount);
      const remaining = cents(Math.floor((one.base * (100 - one.back)) / 100));
      add(one, keptReward(some.rate, amount, remaining) - amount);
    }
    return { sums, highest };
  }

  it("never exceed the budget or any cap, at any moment", () => {
    fc.assert(
      fc.property(someTerms, fc.array(sale, { maxLength: 30 }), (some, sales) => {
        const { highest } = play(some, sales);
        for (const [name, amount] of highest) {
          const bound = name.split(":")[0] as RewardBound;
          const most = bound === "budget" ? some.budget : some.caps[bound]!;
          expect(amount <= most, `${name}: ${amount} of ${most}`).to.equal(true);
        }
      }),
    );
  });

  it("never are more for a purchase in parts than for the whole", () => {
    fc.assert(
      fc.property(someTerms, fc.array(fc.nat({ max: 90 }), { maxLength: 8 }), (some, parts) => {
        const of = (bases: readonly number[]) => {
          const bought = bases.map((base) => ({ card: 0, shop: 0, day: 0, base, back: 0 }));
          return play(some, bought).sums.get("budget: all") ?? 0n;
        };
        const whole = parts.reduce((sum, part) => sum + part, 0);
        expect(of(parts) <= of([whole])).to.equal(true);
      }),
    );
  });

  it("leave nothing of a purchase that was taken back whole", () => {
    fc.assert(
      fc.property(someTerms, fc.array(sale, { maxLength: 10 }), (some, sales) => {
        const { sums } = play(
          some,
          sales.map((one) => ({ ...one, back: 100 })),
        );
        for (const [name, amount] of sums) expect(amount, name).to.equal(0n);
      }),
    );
  });
});

describe("what stays of a reward", () => {
  const kept = (given: number, remaining: number) =>
    Number(keptReward({ basisPoints: 500 }, cents(given), cents(remaining)));

  it("is what the rest of the purchase would have earned", () => {
    expect(kept(50, 1_000)).to.equal(50);
    expect(kept(50, 500)).to.equal(25);
    expect(kept(50, 0)).to.equal(0);
  });

  it("is never more than was given, where a cap had left less", () => {
    expect(kept(10, 500)).to.equal(10);
    expect(kept(0, 500)).to.equal(0);
  });
});
