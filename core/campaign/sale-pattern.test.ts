import { expect } from "chai";

import { type CardAtShop, PATTERN_FROM, findSalePatterns } from "./sale-pattern.ts";

const HONEST: CardAtShop = {
  ...{ sales: 30, declared: 12, round: 2, declaredOnOneDay: 2, elsewhere: 9 },
};
const found = (change: Partial<CardAtShop>) => findSalePatterns({ ...HONEST, ...change });

describe("patterns of a card at a shop", () => {
  it("are not seen in a customer who comes often", () => expect(found({})).to.deep.equal([]));

  it("are many declared sales on one day", () => {
    const from = PATTERN_FROM.again;
    expect(found({ declaredOnOneDay: from - 1 })).to.deep.equal([]);
    expect(found({ declaredOnOneDay: from })).to.deep.equal(["again"]);
  });

  it("are declared sales of whole tens, where most of them are", () => {
    const from = PATTERN_FROM.round;
    expect(found({ declared: from, round: from })).to.deep.equal(["round"]);
    expect(found({ declared: from - 1, round: from - 1 })).to.deep.equal([]);
    expect(found({ declared: 2 * from, round: from })).to.deep.equal([]);
    expect(found({ declared: 2 * from - 1, round: from })).to.deep.equal(["round"]);
  });

  it("are many declared sales to a card that buys nowhere else", () => {
    const from = PATTERN_FROM.no_other_shop;
    const alone = { sales: from, declared: from, round: 0, elsewhere: 0 };
    expect(found(alone)).to.deep.equal(["no_other_shop"]);
    expect(found({ ...alone, elsewhere: 1 })).to.deep.equal([]);
    expect(found({ ...alone, sales: from - 1, declared: from - 1 })).to.deep.equal([]);
  });

  it("never are what passwords confirmed", () => {
    const from = PATTERN_FROM.no_other_shop;
    const confirmed = { round: 0, declaredOnOneDay: 0, elsewhere: 0 };
    expect(found({ ...confirmed, sales: 100, declared: 0 })).to.deep.equal([]);
    expect(found({ ...confirmed, sales: 2 * from, declared: from })).to.deep.equal([]);
    expect(found({ ...confirmed, sales: 2 * from - 1, declared: from })).to.deep.equal([
      "no_other_shop",
    ]);
  });
});
