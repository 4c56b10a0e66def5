import { expect } from "chai";

import { type ClaimFacts, judgeClaim } from "./judge-claim.ts";

const EXPIRY = new Date("2027-03-01T12:00:00Z");
const BEFORE = new Date(EXPIRY.getTime() - 1);

const judged = (change: Partial<ClaimFacts> = {}, now = BEFORE) => {
  const fresh = { expiresAt: EXPIRY, isWithdrawn: false, claimedBy: "nobody" } as const;
  const result = judgeClaim({ ...fresh, cardStatus: "active", ...change }, now);
  return result.ok ? "claimed" : result.refusal;
};

describe("claiming a code", () => {
  it("succeeds once, for an active card, before its expiry", () => {
    expect(judged()).to.equal("claimed");
    expect(judged({}, EXPIRY)).to.deep.equal({ code: "code_expired", on: EXPIRY });
    expect(judged({ isWithdrawn: true })).to.deep.equal({ code: "code_withdrawn" });
    expect(judged({ cardStatus: "blocked" })).to.deep.equal({
      ...{ code: "card_not_active", cardStatus: "blocked" },
    });
  });

  it("says to whom it already belongs, also when it has expired or was withdrawn since", () => {
    for (const since of [{}, { isWithdrawn: true }, { expiresAt: new Date(0) }]) {
      const yours = { code: "code_used", byThisCard: true };
      expect(judged({ claimedBy: "this_card", ...since })).to.deep.equal(yours);
      const theirs = { code: "code_used", byThisCard: false };
      expect(judged({ claimedBy: "another", ...since })).to.deep.equal(theirs);
    }
  });
});
