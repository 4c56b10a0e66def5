import { strict as assert } from "node:assert";

import { isReplyLate, replyDueOn } from "./judge-feedback.ts";

describe("the day that an answer is due", () => {
  it("is the thirtieth after the day on which it came, in Italy, also across the change of hours", () => {
    assert.equal(replyDueOn(new Date("2026-11-25T10:00:00Z")), "2026-12-25");
    // Half past midnight in Rome is the day before in UTC.
    assert.equal(replyDueOn(new Date("2026-10-01T22:30:00Z")), "2026-11-01");
    assert.equal(replyDueOn(new Date("2027-01-31T12:00:00Z")), "2027-03-02");
  });

  it("is over when it has gone by whole, not before", () => {
    const came = new Date("2026-11-25T10:00:00Z");
    assert.equal(isReplyLate(came, new Date("2026-12-25T22:59:59Z")), false);
    assert.equal(isReplyLate(came, new Date("2026-12-25T23:00:00Z")), true);
  });
});
