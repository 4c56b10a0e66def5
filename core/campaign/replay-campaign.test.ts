import { expect } from "chai";

import type { BeneficiaryId, CardId, MerchantId } from "../shared/ids.ts";
import { cents } from "../shared/money.ts";
import type { RewardTerms } from "./judge-reward.ts";
import { CampaignReplay, type PastEvent } from "./replay-campaign.ts";

const WIDE = cents(1_000_000n);

/** A tenth of each purchase; caps that nobody meets but where a test says so. */
function terms(change: Partial<RewardTerms["caps"]> & { budget?: bigint } = {}): RewardTerms {
  const { budget = WIDE, ...caps } = change;
  return {
    ...{ rate: { basisPoints: 1000 }, budget: cents(budget) },
    caps: {
      ...{ card: WIDE, household: WIDE, cardDay: WIDE, merchant: WIDE, merchantDay: WIDE },
      ...caps,
    },
  };
}

type Bought = [card: string, day: number, base: bigint, shop?: string, household?: string];

function event([card, day, base, shop = "baker", household = `of ${card}`]: Bought): PastEvent {
  return {
    ...{ card: card as CardId, household: household as BeneficiaryId },
    ...{ merchant: shop as MerchantId, day, base: cents(base) },
  };
}

function replay(rules: RewardTerms, days: number, ...bought: readonly Bought[]) {
  const campaign = new CampaignReplay(rules, days);
  for (const one of bought) campaign.add(event(one));
  return campaign.result();
}

describe("a campaign replayed", () => {
  it("costs what the rate gives, day by day, where no cap is met", () => {
    const played = replay(terms(), 3, ["A", 0, 1000n], ["B", 0, 99n], ["A", 2, 500n]);
    expect([played.judged, played.cost, played.uncapped]).to.deep.equal([3, 159n, 159n]);
    expect(played.days).to.deep.equal([109n, 0n, 50n]);
    expect([played.cards, played.households, played.shops]).to.deep.equal([2, 2, 1]);
    expect([played.cardsAtCap, played.shopsAtCap.length]).to.deep.equal([0, 0]);
    expect(played.budgetEndsOn).to.equal(undefined);
  });

  it("says who meets a cap of the whole campaign, and what it kept back", () => {
    const rules = terms({ card: cents(120n), household: cents(150n) });
    const played = replay(
      rules,
      2,
      ["A", 0, 1000n, "baker", "home"],
      ["A", 1, 1000n, "baker", "home"],
      ["B", 1, 1000n, "baker", "home"],
      ["C", 1, 700n],
    );
    // A: 100, then 20 of 100 by its card's cap; B: 30 of 100 by the household's; C: 70.
    expect([played.cost, played.uncapped]).to.deep.equal([220n, 370n]);
    expect(played.cuts.card).to.deep.equal({ times: 1, cents: 80n });
    expect(played.cuts.household).to.deep.equal({ times: 1, cents: 70n });
    expect([played.cards, played.cardsAtCap]).to.deep.equal([3, 1]);
    expect([played.households, played.householdsAtCap]).to.deep.equal([2, 1]);
  });

  it("begins the caps of a day anew each day, not those of the campaign", () => {
    const rules = terms({ cardDay: cents(60n), merchantDay: cents(100n) });
    const played = replay(
      rules,
      2,
      ["A", 0, 1000n],
      ["B", 0, 1000n],
      ["A", 1, 1000n],
      ["C", 1, 100n],
    );
    expect(played.days).to.deep.equal([100n, 70n]);
    expect(played.cuts.cardDay).to.deep.equal({ times: 2, cents: 80n });
    expect(played.cuts.merchantDay).to.deep.equal({ times: 1, cents: 60n });
  });

  it("names the shops at their cap", () => {
    const rules = terms({ merchant: cents(150n) });
    const played = replay(
      rules,
      1,
      ["A", 0, 1000n, "baker"],
      ["B", 0, 1000n, "baker"],
      ["C", 0, 100n, "miller"],
    );
    expect([played.shops, played.shopsAtCap]).to.deep.equal([2, ["baker"]]);
  });

  it("tells the day on which the budget ends, and spends no cent more", () => {
    const rules = terms({ budget: 250n });
    const bought = Array.from({ length: 5 }, (_, day): Bought => [`card ${day}`, day, 1000n]);
    const played = replay(rules, 5, ...bought);
    expect([played.cost, played.budgetEndsOn]).to.deep.equal([250n, 2]);
    expect(played.days).to.deep.equal([100n, 100n, 50n, 0n, 0n]);
    expect(played.cuts.budget).to.deep.equal({ times: 3, cents: 250n });
  });

  it("gives so much each where no shop takes part", () => {
    const rules: RewardTerms = {
      ...{ rate: { centsEach: cents(200n) }, budget: WIDE },
      caps: { ...terms().caps, card: cents(300n), merchant: null, merchantDay: null },
    };
    const campaign = new CampaignReplay(rules, 1);
    const action = { ...event(["A", 0, 0n]), merchant: null };
    for (let times = 0; times < 3; times += 1) campaign.add(action);
    const played = campaign.result();
    expect([played.cost, played.uncapped, played.shops]).to.deep.equal([300n, 600n, 0]);
    expect(played.cuts.card).to.deep.equal({ times: 2, cents: 300n });
  });

  it("refuses what comes out of order or after the end: caps by day would be wrong", () => {
    const campaign = new CampaignReplay(terms(), 2);
    campaign.add(event(["A", 1, 100n]));
    expect(() => campaign.add(event(["A", 0, 100n]))).to.throw(RangeError);
    expect(() => campaign.add(event(["A", 2, 100n]))).to.throw(RangeError);
  });
});
