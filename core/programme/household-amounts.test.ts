import { expect } from "chai";

import { cents } from "../shared/money.ts";
import { amountForHousehold, findFallingStep } from "./household-amounts.ts";

const TABLE = [15_000, 25_000, 30_000].map((amount) => cents(amount));

describe("amounts by household", () => {
  it("are those of the size, and the last for every larger one", () => {
    const amounts = [1, 2, 3, 4, 30].map((size) => amountForHousehold(TABLE, size));
    expect(amounts).to.deep.equal([15_000n, 25_000n, 30_000n, 30_000n, 30_000n]);
  });

  it("are not made up where there is no such household or no table", () => {
    expect(() => amountForHousehold(TABLE, 0)).to.throw(RangeError);
    expect(() => amountForHousehold([], 1)).to.throw(RangeError);
  });

  it("do not fall as the household grows", () => {
    expect(findFallingStep(TABLE)).to.equal(undefined);
    expect(findFallingStep([TABLE[1]!, TABLE[1]!])).to.equal(undefined);
    expect(findFallingStep([TABLE[0]!, TABLE[2]!, TABLE[1]!])).to.equal(3);
  });
});
