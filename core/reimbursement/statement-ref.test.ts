import { strict as assert } from "node:assert";

import { numberOfStatement, statementRef } from "./statement-ref.ts";

const RANDOM = new Uint8Array(28).fill(0xab);

describe("A statement's reference", () => {
  it("is random bytes, and its number last", () => {
    assert.equal(statementRef(RANDOM, 1), `0x${"ab".repeat(28)}00000001`);
    assert.equal(statementRef(RANDOM, 2 ** 32 - 1), `0x${"ab".repeat(28)}ffffffff`);
  });

  it("gives the number back", () => {
    for (const number of [1, 9, 10, 255, 256, 65_536, 2 ** 31, 2 ** 32 - 1])
      assert.equal(numberOfStatement(statementRef(RANDOM, number)), number);
  });

  it("has no number below one, above 32 bits, or between two", () => {
    for (const number of [0, -1, 2 ** 32, 1.5, Number.NaN])
      assert.throws(() => statementRef(RANDOM, number), RangeError);
  });

  it("is not made of too few random bytes, or too many", () => {
    for (const length of [0, 27, 29, 32])
      assert.throws(() => statementRef(new Uint8Array(length), 1), RangeError);
  });
});
