import { expect } from "chai";

import {
  NO_TRIES,
  TRIES_BEFORE_BLOCK,
  type Tries,
  countTry,
  refuseTry,
  triesLeft,
} from "./try-limit.ts";

const NOON = new Date("2026-05-04T10:00:00Z");
const minutes = (count: number) => new Date(NOON.getTime() + count * 60_000);

function after(count: number): Tries {
  let tries = NO_TRIES;
  for (let index = 0; index < count; index += 1) tries = countTry(tries, NOON);
  return tries;
}

describe("wrong passwords", () => {
  it("locks for a quarter of an hour at the fifth", () => {
    expect(refuseTry(after(4), NOON)).to.equal(undefined);
    expect(refuseTry(after(5), NOON)).to.deep.equal({ code: "locked", until: minutes(15) });
    expect(refuseTry(after(5), minutes(14.9))).to.deep.include({ code: "locked" });
    expect(refuseTry(after(5), minutes(15))).to.equal(undefined);
  });

  it("locks longer each time, then for good", () => {
    const locks = [5, 6, 7, 8, 9].map((count) => after(count).lockedUntil?.getTime() ?? 0);
    for (let index = 1; index < locks.length; index += 1)
      expect(locks[index]).to.be.greaterThan(locks[index - 1]!);
    expect(refuseTry(after(TRIES_BEFORE_BLOCK), minutes(10_000_000))).to.deep.equal({
      code: "blocked_by_tries",
    });
  });

  it("says how many are left before the next consequence", () => {
    expect([0, 1, 4, 5, 9, 10].map((count) => triesLeft(after(count)))).to.deep.equal([
      5, 4, 1, 5, 1, 0,
    ]);
  });
});
