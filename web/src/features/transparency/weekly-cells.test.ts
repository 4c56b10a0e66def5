import { expect } from "chai";

import { categoryCells, weeklyCells } from "./weekly-cells.ts";

const SHOP = "0x00000000000000000000000000000000000000a1";
const OTHER = "0x00000000000000000000000000000000000000a2";

function payment(instant: string, amount: bigint, merchant: typeof SHOP | typeof OTHER = SHOP) {
  const seconds = BigInt(Date.parse(instant) / 1000);
  return { merchant, amount, block: 1n, seconds } as const;
}

describe("the weeks and categories of payments", () => {
  it("begins a week on Monday in Italy, not in Greenwich", () => {
    const cells = weeklyCells(
      [
        payment("2026-11-22T22:30:00Z", 1n),
        payment("2026-11-22T23:30:00Z", 2n),
        payment("2026-11-29T22:59:59Z", 4n),
      ],
      ({ seconds }) => seconds!,
    );
    expect(cells.map(({ count, amount }) => [count, amount])).to.deep.equal([
      [1, 1n],
      [2, 6n],
    ]);
    expect(cells[1]?.label).to.match(/^23 nov/);
  });

  it("adds up by category, largest first, and keeps strangers apart", () => {
    const payments = [
      payment("2026-11-24T10:00:00Z", 5n),
      payment("2026-11-24T10:00:00Z", 9n, OTHER),
    ];
    expect(categoryCells(payments, new Map([[SHOP, "alimentari"]]), "altri")).to.deep.equal([
      { label: "altri", count: 1, amount: 9n },
      { label: "alimentari", count: 1, amount: 5n },
    ]);
  });
});
