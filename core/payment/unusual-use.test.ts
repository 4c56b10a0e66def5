import { strict as assert } from "node:assert";

import {
  type ShopDay,
  type TillDay,
  UNUSUAL_FROM,
  type UnusualRule,
  findUnusualShop,
  findUnusualUse,
} from "./unusual-use.ts";

const QUIET: TillDay = {
  ...{
    sales: 60,
    nightCards: 0,
    emptied: 6,
    round: 5,
    cardsInTenMinutes: 6,
    wrongPasswords: 3,
    hours: 12,
  },
};
const found = (change: Partial<TillDay>) => findUnusualUse({ ...QUIET, ...change });

describe("unusual use of a till", () => {
  it("is not a full day of an honest shop", () => assert.deepEqual(found({}), []));

  for (const [rule, name] of [
    ["night", "nightCards"],
    ["around_the_clock", "hours"],
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

const USUAL = { days: 20, sales: 10, amountCents: 20_000 };
const QUIET_SHOP: ShopDay = {
  ...{ sales: 40, amountCents: 60_000, emptied: 8, splitting: 1, lastDays: 12, usual: USUAL },
};
const foundAt = (change: Partial<ShopDay>) => findUnusualShop({ ...QUIET_SHOP, ...change });

describe("unusual use of a shop", () => {
  it("is not a good day of an honest one", () => assert.deepEqual(foundAt({}), []));

  it("is sale after sale that empties the card, whichever the till", () => {
    const from = UNUSUAL_FROM.shop_emptied;
    const seen = [{ rule: "shop_emptied", figure: from }];
    assert.deepEqual(foundAt({ sales: from, emptied: from }), seen);
    assert.deepEqual(foundAt({ sales: from - 1, emptied: from - 1 }), []);
    assert.deepEqual(foundAt({ sales: from * 2, emptied: from }), []);
  });

  it("is takings many times the usual, where there is a usual and they are not small", () => {
    assert.deepEqual(foundAt({ amountCents: 100_000 }), [{ rule: "volume", figure: 5 }]);
    assert.deepEqual(foundAt({ amountCents: 99_999 }), []);
    assert.deepEqual(foundAt({ amountCents: 100_000, usual: { ...USUAL, days: 4 } }), []);
    const tiny = { ...USUAL, amountCents: 100 };
    assert.deepEqual(foundAt({ amountCents: 49_999, usual: tiny }), []);
    assert.deepEqual(foundAt({ amountCents: 50_000, usual: tiny }), [
      { rule: "volume", figure: 500 },
    ]);
  });

  it("is cards that pay again and again within an hour", () => {
    assert.deepEqual(foundAt({ splitting: 3 }), []);
    assert.deepEqual(foundAt({ splitting: 4 }), [{ rule: "split", figure: 4 }]);
  });

  it("is a rush on a programme's last days, against what the shop usually sells", () => {
    assert.deepEqual(foundAt({ lastDays: 30 }), [{ rule: "last_days", figure: 30 }]);
    assert.deepEqual(foundAt({ lastDays: 29 }), []);
    const small = { ...USUAL, sales: 2 };
    assert.deepEqual(foundAt({ lastDays: 14, usual: small }), []);
    assert.deepEqual(foundAt({ lastDays: 15, usual: small }), [{ rule: "last_days", figure: 15 }]);
    assert.deepEqual(foundAt({ lastDays: 30, usual: { ...USUAL, days: 0 } }), []);
  });
});
