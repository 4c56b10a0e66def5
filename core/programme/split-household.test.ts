import { strict as assert } from "node:assert";

import { cents } from "../shared/money.ts";
import { splitHousehold } from "./split-household.ts";

describe("splitHousehold", () => {
  it("gives both cards together what is due, to the cent, whatever the share", () => {
    for (let due = 0n; due <= 205n; due += 1n)
      for (let percent = 1; percent <= 99; percent += 1) {
        const { first, second } = splitHousehold(cents(due), percent);
        assert.equal(first + second, due, `${due} at ${percent} %`);
        assert.ok(first >= 0n && second >= 0n);
        assert.ok(second * 100n <= due * BigInt(percent), "the second gets no more than its share");
        assert.ok((second + 1n) * 100n > due * BigInt(percent), "and less than a cent below it");
      }
  });

  it("leaves what does not divide with the first card", () => {
    assert.deepEqual(splitHousehold(cents(3001n), 40), { first: 1801n, second: 1200n });
    assert.deepEqual(splitHousehold(cents(1n), 99), { first: 1n, second: 0n });
  });

  it("takes no share that leaves one of the cards without", () => {
    for (const percent of [0, 100, -1, 50.5, Number.NaN])
      assert.throws(() => splitHousehold(cents(100n), percent), RangeError);
  });
});
