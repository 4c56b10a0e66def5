import { strict as assert } from "node:assert";

import { GUESS_LIMITS, lockMinutesAfter } from "./guess-limit.ts";

describe("guess limit", () => {
  it("locks longer each time, and never less than the first time", () => {
    const locks = [0, 1, 2, 3, 50].map((earlier) => lockMinutesAfter(GUESS_LIMITS.till, earlier));
    assert.deepEqual(locks, [15, 60, 240, 240, 240]);
  });

  it("gives one till fewer wrong passwords a day than a card's password needs", () => {
    for (const { wrongBeforeLock, windowMinutes } of Object.values(GUESS_LIMITS))
      assert.ok((wrongBeforeLock * 24 * 60) / windowMinutes < 1e8 / 10_000);
  });
});
