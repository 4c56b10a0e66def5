import { expect } from "chai";
import fc from "fast-check";

import { SPREAD_SECONDS, shareWaits } from "./share-wait.ts";

describe("how long the shares of a payment wait", () => {
  it("lets the first go at once, and the others within the spread", () => {
    const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(9), draws, (shares, spread, draw) => {
        const waits = shareWaits(shares, spread, () => draw);
        expect(waits).to.have.length(shares);
        expect(waits[0]).to.equal(0);
        for (const wait of waits.slice(1)) expect(wait).to.equal(Math.floor(draw * (spread + 1)));
      }),
    );
  });

  it("draws for each share anew, up to the whole spread and no further", () => {
    const draws = [0, 0.5, 0.999_999];
    expect(shareWaits(4, SPREAD_SECONDS, () => draws.shift()!)).to.deep.equal([
      0,
      0,
      3600,
      SPREAD_SECONDS,
    ]);
  });

  it("spreads nothing where it is told so", () => {
    expect(shareWaits(3, 0, () => 0.9)).to.deep.equal([0, 0, 0]);
  });
});
