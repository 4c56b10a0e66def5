import { expect } from "chai";
import fc from "fast-check";

import { netRewards } from "./net-rewards.ts";

describe("netting a card's rewards", () => {
  it("adds up what it earned and what was taken back", () => {
    const lines = [
      { card: "a", cents: 50n },
      { card: "b", cents: 20n },
      { card: "a", cents: -20n },
    ];
    expect([...netRewards(lines)]).to.deep.equal([
      ["a", 30n],
      ["b", 20n],
    ]);
  });

  it("leaves out who is owed nothing, or less", () => {
    const lines = [
      { card: "a", cents: 50n },
      { card: "a", cents: -50n },
      { card: "b", cents: -1n },
    ];
    expect(netRewards(lines).size).to.equal(0);
  });

  it("mints what was earned and no more, whatever is left out", () => {
    const line = fc.record({ card: fc.nat({ max: 3 }), cents: fc.bigInt({ min: -9n, max: 9n }) });
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const [card, sum] of netRewards(lines)) {
          const own = lines.filter((one) => one.card === card);
          expect(sum).to.equal(own.reduce((total, one) => total + one.cents, 0n));
          expect(sum > 0n).to.equal(true);
        }
      }),
    );
  });
});
