import { expect } from "chai";
import fc from "fast-check";

import { layOutFlow } from "./flow-layout.ts";
import { type VoucherTotals, voucherStages } from "./voucher-stages.ts";

type Parts = Pick<VoucherTotals, "held" | "redeemed" | "atMerchants" | "reclaimed">;

/** What was issued is where it is now; `rest` of the fund was not. */
function layOut({ held, redeemed, atMerchants, reclaimed }: Parts, rest: bigint) {
  const issued = held + redeemed + atMerchants + reclaimed;
  const totals = { fund: issued + rest, issued, held, redeemed, atMerchants, reclaimed };
  return layOutFlow(voucherStages(totals), 320);
}

describe("the picture of where the money went", () => {
  const amount = fc.bigInt(0n, 9n);
  const parts = fc.record({
    ...{ held: amount, redeemed: amount, atMerchants: amount, reclaimed: amount },
  });

  it("passes on of each stage just what it is, and lets nothing overlap", () => {
    fc.assert(
      fc.property(parts, amount, (own, rest) => {
        const { nodes, links } = layOut(own, rest);
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
    const nothing = { held: 0n, redeemed: 0n, atMerchants: 0n, reclaimed: 0n };
    expect(layOut(nothing, 0n).nodes).to.deep.equal([]);
    const { nodes } = layOut(nothing, 10n);
    expect(nodes.map(({ id }) => id)).to.deep.equal(["fund", "unissued"]);
  });
});
