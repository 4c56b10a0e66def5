import { expect } from "chai";

import { type CheckInFacts, judgeCheckIn } from "./judge-check-in.ts";

const FROM = new Date("2027-03-01T09:00:00Z");
const UNTIL = new Date("2027-03-01T12:00:00Z");
const DURING = new Date("2027-03-01T10:00:00Z");

const judged = (change: Partial<CheckInFacts> = {}, now = DURING) => {
  const action = { startsAt: FROM, endsAt: UNTIL, places: 2 };
  const facts = { action, taken: 0, cardStatus: "active", isKnown: false, ...change } as const;
  const result = judgeCheckIn(facts, now);
  return result.ok ? "in" : result.refusal.code;
};

describe("checking in at a civic action", () => {
  it("is for an active card, once for each household, while there are places", () => {
    expect(judged()).to.equal("in");
    expect(judged({ taken: 1 })).to.equal("in");
    expect(judged({ taken: 2 })).to.equal("no_places_left");
    expect(judged({ isKnown: true })).to.equal("already_checked_in");
    for (const cardStatus of ["issued", "blocked", "replaced", "closed"] as const)
      expect(judged({ cardStatus })).to.equal("card_not_active");
  });

  it("begins with the action and ends with it", () => {
    expect(judged({}, FROM)).to.equal("in");
    expect(judged({}, new Date(FROM.getTime() - 1))).to.equal("action_not_running");
    expect(judged({}, new Date(UNTIL.getTime() - 1))).to.equal("in");
    expect(judged({}, UNTIL)).to.equal("action_not_running");
  });
});
