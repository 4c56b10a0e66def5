import { strict as assert } from "node:assert";

import { type TillDay, UNUSUAL_FROM, type UnusualRule, findUnusualUse } from "./unusual-use.ts";

const QUIET: TillDay = {
  ...{ sales: 60, nightCards: 0, emptied: 6, round: 5, cardsInTenMinutes: 6, wrongPasswords: 3 },
};
const found = (change: Partial<TillDay>) => findUnusualUse({ ...QUIET, ...change });

describe("unusual use of a till", () => {
  it("is not a full day of an honest shop", () => assert.deepEqual(found({}), []));

  for (const [rule, name] of [
    ["night", "nightCards"],
    ["burst", "cardsInTenMinutes"],
    ["wrong_passwords", "wrongPasswords"],
  ] as const satisfies readonly (readonly [UnusualRule, keyof TillDay])[])
    it(`is seen from the figure of its rule on: ${rule}`, () => {
      const from = UNUSUAL_FROM[rule];
      assert.deepEqual(found({ [name]: from - 1 }), []);
      assert.deepEqual(found({ [name]: from }), [{ rule, figure: from }]);
    });

  for (const rule of ["emptied", "round"] as const)
    it(`asks for many such sales, and for most of the day's: ${rule}`, () => {
      const from = UNUSUAL_FROM[rule];
      const others = { emptied: 0, round: 0 };
      assert.deepEqual(found({ ...others, sales: from, [rule]: from }), [{ rule, figure: from }]);
      assert.deepEqual(found({ ...others, sales: from - 1, [rule]: from - 1 }), []);
      assert.deepEqual(found({ ...others, sales: from * 2, [rule]: from }), []);
    });

  it("names everything that is unusual at once", () => {
    const day = { ...QUIET, sales: 12, nightCards: 12, emptied: 12, round: 12 };
    assert.deepEqual(
      findUnusualUse(day).map(({ rule }) => rule),
      ["night", "emptied", "round"],
    );
  });
});
