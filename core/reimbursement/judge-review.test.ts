import { strict as assert } from "node:assert";

import { cents } from "../shared/money.ts";
import { ok, refuse } from "../shared/result.ts";
import { REVIEW_EXITS, type ReviewFacts, type ReviewState, judgeReview } from "./judge-review.ts";

const FACTS: ReviewFacts = { statement: "presented", review: "none", net: 700n, due: cents(1000n) };
const judge = (change: Partial<ReviewFacts>, to: ReviewState) =>
  judgeReview({ ...FACTS, ...change }, to);

describe("a decision on a payment of a statement", () => {
  it("takes what the payment comes to out of the statement, once", () => {
    for (const to of ["suspended", "rejected"] as const) {
      assert.deepEqual(judge({}, to), ok(700n));
      assert.deepEqual(judge({ review: to }, to), refuse({ code: "changed_meanwhile" }));
    }
    assert.deepEqual(judge({ review: "suspended" }, "rejected"), ok(0n));
  });

  it("takes no more than the statement still comes to", () => {
    assert.deepEqual(judge({ due: cents(699n) }, "rejected"), ok(699n));
    assert.deepEqual(judge({ due: cents(0n) }, "rejected"), refuse({ code: "nothing_to_do" }));
    for (const net of [0n, -1n])
      assert.deepEqual(judge({ net }, "suspended"), refuse({ code: "nothing_to_do" }));
  });

  it("leaves alone what was checked, approved or paid", () => {
    for (const statement of ["checked", "approved", "paid"] as const)
      for (const to of ["suspended", "rejected"] as const)
        assert.deepEqual(
          judge({ statement }, to),
          refuse({ code: "wrong_state", state: statement }),
        );
  });

  it("is taken back at any time, into a later statement, and then for good", () => {
    for (const statement of ["presented", "checked", "approved", "paid"] as const)
      for (const review of ["suspended", "rejected"] as const)
        assert.deepEqual(judge({ statement, review }, "released"), ok(0n));
    assert.deepEqual(judge({}, "released"), refuse({ code: "changed_meanwhile" }));
    for (const to of ["suspended", "rejected", "released"] as const)
      assert.deepEqual(judge({ review: "released" }, to), refuse({ code: "changed_meanwhile" }));
    assert.deepEqual(REVIEW_EXITS.released, []);
  });

  it("makes no suspension of a rejection", () =>
    assert.deepEqual(
      judge({ review: "rejected" }, "suspended"),
      refuse({ code: "changed_meanwhile" }),
    ));
});
