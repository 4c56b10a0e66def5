import { strict as assert } from "node:assert";

import {
  type CampaignDraft,
  EMPTY_CAMPAIGN,
  campaignErrors,
  campaignInput,
} from "./campaign-draft.ts";

const PURCHASES: CampaignDraft = {
  ...EMPTY_CAMPAIGN,
  ...{ name: "Compro vicino", act: "Delibera 12/2027", percent: "2,5" },
  ...{ from: "2026-12-01", until: "2026-12-31", budget: "1.000,00" },
  ...{ card: "30", household: "50", cardDay: "5", merchant: "200", merchantDay: "40" },
  categories: [1],
};
const wrong = (change: Partial<CampaignDraft>) => campaignErrors({ ...PURCHASES, ...change });

describe("a campaign's form", () => {
  it("becomes what the service wants: percent as basis points, euros as cents", () => {
    assert.deepEqual(campaignErrors(PURCHASES), {});
    const input = campaignInput(PURCHASES);
    assert.equal(input.basisPoints, 250);
    assert.equal(input.budgetCents, "100000");
    assert.equal(input.rewardsFrom, "2026-11-30T23:00:00.000Z");
    assert.equal(input.rewardsUntil, "2026-12-31T23:00:00.000Z");
    assert.equal("centsEach" in input, false);
  });

  it("asks neither for a percentage nor for shops' caps where no shop takes part", () => {
    const actions = {
      ...PURCHASES,
      ...{ kind: "actions" as const, percent: "", each: "3", merchant: "", merchantDay: "" },
    };
    assert.deepEqual(campaignErrors(actions), {});
    const input = campaignInput(actions);
    assert.equal(input.centsEach, "300");
    for (const absent of ["basisPoints", "merchantCents", "merchantDayCents", "categories"])
      assert.equal(absent in input, false, absent);
  });

  for (const percent of ["", "0", "100,01", "cinque", "0,001"])
    it(`refuses a percentage that is none: «${percent}»`, () =>
      assert.deepEqual(Object.keys(wrong({ percent })), ["percent"]));

  for (const field of ["card", "household", "cardDay", "merchant", "merchantDay"] as const)
    it(`asks for every cap, more than nothing and within the budget: ${field}`, () => {
      for (const text of ["", "0", "12.50"])
        assert.deepEqual(Object.keys(wrong({ [field]: text })), [field], text);
      assert.deepEqual(wrong({ [field]: "1.000,01" }), {
        [field]: "Supera lo stanziamento della campagna.",
      });
      assert.deepEqual(wrong({ [field]: "1.000" }), {});
    });

  it("names every field that is missing", () => {
    assert.deepEqual(Object.keys(campaignErrors(EMPTY_CAMPAIGN)).sort(), [
      ...["act", "budget", "card", "cardDay", "from", "household", "merchant", "merchantDay"],
      ...["name", "percent", "until"],
    ]);
    assert.deepEqual(Object.keys(wrong({ until: "2026-11-30" })), ["until"]);
  });
});
