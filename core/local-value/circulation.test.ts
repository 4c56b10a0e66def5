import { expect } from "chai";

import {
  type HolderFlow,
  concentrationOf,
  heldBy,
  recirculationOf,
  velocityOf,
} from "./circulation.ts";

/** A card, a shop or an own wallet with what it earned, received, passed on, and of that had received, in cents. */
function holder(
  kind: HolderFlow["kind"],
  minted: bigint,
  received: bigint,
  sent: bigint,
  respent: bigint,
): HolderFlow {
  return { kind, minted, received, sent, respent };
}

describe("circulation", () => {
  it("says of a small town which share was respent: two cards, a baker and a miller", () => {
    // Both cards earn 10.00 and spend it at the baker's; who passes 5.00 of it on to the miller. One card gives the other
    // 2.00 first, which that one spends with the rest.
    const flows = [
      holder("card", 1000n, 0n, 1000n, 0n),
      holder("card", 1000n, 200n, 1200n, 200n),
      holder("shop", 0n, 2000n, 500n, 500n),
      holder("own", 0n, 500n, 0n, 0n),
    ];
    expect(recirculationOf(flows)).to.deep.equal({ received: 2700n, respent: 700n });
    expect(flows.map(heldBy)).to.deep.equal([0n, 0n, 1500n, 500n]);
  });

  it("is nothing where nothing ever moved", () => {
    expect(recirculationOf([holder("card", 500n, 0n, 0n, 0n)])).to.deep.equal({
      received: 0n,
      respent: 0n,
    });
    expect(recirculationOf([])).to.deep.equal({ received: 0n, respent: 0n });
  });
});

describe("concentration", () => {
  const same = Array.from({ length: 10 }, () => 100n);

  it("is 0 where all have the same, and near 1 where one has all", () => {
    expect(concentrationOf(same)?.gini).to.equal(0);
    const one = [...Array.from({ length: 99 }, () => 0n), 5000n];
    expect(concentrationOf(one)).to.deep.equal({
      ...{ holders: 100, total: 5000n, topHolders: 10, topTotal: 5000n },
      gini: 9900,
    });
  });

  it("is what a sheet of paper says of ten balances, in whatever order they come", () => {
    // 1 to 10: Σ(2i−11)i = 2·385 − 11·55 = 165; by 10·55 = 550: 0.3. The richest tenth has 10 of 55.
    const balances = [3n, 1n, 10n, 2n, 9n, 4n, 8n, 5n, 7n, 6n];
    expect(concentrationOf(balances)).to.deep.equal({
      ...{ holders: 10, total: 55n, topHolders: 1, topTotal: 10n },
      gini: 3000,
    });
    expect(balances[0]).to.equal(3n);
  });

  it("rounds the richest tenth up, and says nothing of a handful or of nothing", () => {
    expect(concentrationOf([...same, 1n])?.topHolders).to.equal(2);
    expect(concentrationOf(same.slice(1))).to.equal(undefined);
    expect(concentrationOf(same.map(() => 0n))).to.equal(undefined);
  });
});

describe("velocity", () => {
  it("is what moved by what there was, in a year", () => {
    // 50.00 of 100.00 in 73 days, a fifth of a year: 2.5 times a year.
    const facts = { movedCents: 5000n, averageCents: 10_000n, days: 73 };
    expect(velocityOf(facts)).to.equal(250);
    expect(velocityOf({ ...facts, movedCents: 0n })).to.equal(0);
    expect(velocityOf({ ...facts, averageCents: 0n })).to.equal(undefined);
  });
});
