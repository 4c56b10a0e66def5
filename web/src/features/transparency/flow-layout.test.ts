import { expect } from "chai";
import fc from "fast-check";

import type { VoucherTally } from "#core/chain/tally.ts";

import { layOutFlow } from "./flow-layout.ts";

const tallyOf = (held: bigint, redeemed: bigint, atMerchants: bigint, reclaimed: bigint) =>
  ({
    ...{ held, redeemed, atMerchants, reclaimed },
    issued: held + redeemed + atMerchants + reclaimed,
  }) as VoucherTally;

describe("the picture of where the money went", () => {
  const amount = fc.bigInt(0n, 9n);

  it("passes on of each stage just what it is, and lets nothing overlap", () => {
    fc.assert(
      fc.property(amount, amount, amount, amount, amount, (held, redeemed, waiting, back, rest) => {
        const tally = tallyOf(held, redeemed, waiting, back);
        const { nodes, links } = layOutFlow(tally.issued + rest, tally, 320);
        for (const node of nodes) {
          const out = links.filter(({ from }) => from.id === node.id);
          const sum = out.reduce((total, { to }) => total + to.amount, 0n);
          if (out.length > 0) expect(sum, node.id).to.equal(node.amount);
          for (const { fromTop, height } of out)
            expect(fromTop + height).to.be.at.most(node.top + node.height + 1e-6);
        }
        for (const one of nodes)
          for (const other of nodes)
            if (one !== other && one.column === other.column)
              expect(
                one.top + one.height <= other.top || other.top + other.height <= one.top,
              ).to.equal(true);
      }),
    );
  });

  it("draws nothing of nothing", () => {
    expect(layOutFlow(0n, tallyOf(0n, 0n, 0n, 0n), 320).nodes).to.deep.equal([]);
    const { nodes } = layOutFlow(10n, tallyOf(0n, 0n, 0n, 0n), 320);
    expect(nodes.map(({ id }) => id)).to.deep.equal(["fund", "unissued"]);
  });
});
