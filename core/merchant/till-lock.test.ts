import { expect } from "chai";

import { IDLE_MINUTES_MAX, UNLOCKED_MINUTES_MAX, isLocked } from "./till-lock.ts";

const MINUTE_MS = 60_000;
const NOW = new Date("2026-11-24T18:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE_MS);

describe("a till that is bound to its device", () => {
  const locked = (confirmed: number, seen: number) =>
    isLocked({ confirmedAt: ago(confirmed), seenAt: ago(seen) }, NOW);

  it("stays open while it is in use, for a shop's day", () => {
    expect(locked(0, 0)).to.equal(false);
    expect(locked(UNLOCKED_MINUTES_MAX - 1, 0)).to.equal(false);
    expect(locked(UNLOCKED_MINUTES_MAX, 0)).to.equal(true);
  });

  it("locks when it was put away", () => {
    expect(locked(IDLE_MINUTES_MAX + 1, IDLE_MINUTES_MAX - 1)).to.equal(false);
    expect(locked(IDLE_MINUTES_MAX + 1, IDLE_MINUTES_MAX)).to.equal(true);
  });
});
