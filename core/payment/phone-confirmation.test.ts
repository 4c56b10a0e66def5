import { strict as assert } from "node:assert";

import { refuseAsking, refuseUnconfirmed, standingOf } from "./phone-confirmation.ts";

const END = new Date("2026-05-04T10:05:00Z");
const BEFORE = new Date("2026-05-04T10:04:59.999Z");

describe("A payment's confirmation on a telephone", () => {
  it("lets a payment through only where it was confirmed in time", () => {
    const refusalAt = (state: "waiting" | "confirmed" | "refused", now: Date) =>
      refuseUnconfirmed({ state, expiresAt: END }, now)?.code;
    assert.equal(refusalAt("waiting", BEFORE), "confirmation_waiting");
    assert.equal(refusalAt("confirmed", BEFORE), undefined);
    assert.equal(refusalAt("refused", BEFORE), "confirmation_refused");
    assert.equal(refusalAt("waiting", END), "confirmation_expired");
    assert.equal(refusalAt("confirmed", END), "confirmation_expired");
    assert.equal(refusalAt("refused", END), "confirmation_refused");
  });

  it("tells until when an answer is waited for", () => {
    assert.deepEqual(refuseUnconfirmed({ state: "waiting", expiresAt: END }, BEFORE), {
      code: "confirmation_waiting",
      until: END,
    });
    assert.equal(standingOf({ state: "waiting", expiresAt: END }, END), "expired");
  });

  it("asks one question at a time, and does not insist after three refusals in an hour", () => {
    assert.equal(refuseAsking({ waiting: 0, refused: 2 }), undefined);
    assert.deepEqual(refuseAsking({ waiting: 1, refused: 0 }), { code: "confirmation_elsewhere" });
    assert.deepEqual(refuseAsking({ waiting: 0, refused: 3 }), {
      code: "confirmation_refused_often",
    });
    assert.deepEqual(refuseAsking({ waiting: 1, refused: 4 }), {
      code: "confirmation_refused_often",
    });
  });
});
