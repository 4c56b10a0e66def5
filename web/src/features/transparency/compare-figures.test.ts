import { expect } from "chai";

import { VoucherTallier } from "#core/chain/tally.ts";

import { compareFigures } from "./compare-figures.ts";

const NOBODY = "0x0000000000000000000000000000000000000000";
const FAMILY = "0x00000000000000000000000000000000000000f1";
const SHOP = "0x00000000000000000000000000000000000000a1";
const VOUCHER: `0x${string}` = "0x00000000000000000000000000000000000000c1";

function chainProgramme() {
  const tallier = new VoucherTallier();
  const move = (from: string, to: string, value: bigint) =>
    tallier.add({ name: "Transfer", args: { from, to, value } });
  move(NOBODY, FAMILY, 1000n);
  move(FAMILY, SHOP, 300n);
  move(SHOP, NOBODY, 200n);
  const opened = { name: "Buoni", symbol: "B", voucher: VOUCHER, fund: 1000n, openedInBlock: 1n };
  return { ...opened, tally: tallier.total(), payments: [] } as const;
}

const STATED = {
  name: "Buoni",
  symbol: "B",
  act: "Delibera 1",
  voucher: VOUCHER.toUpperCase().replace("0X", "0x"),
  fundCents: "1000",
  spendableFrom: "2026-01-01T00:00:00Z",
  spendableUntil: "2027-01-01T00:00:00Z",
  settleableUntil: "2027-02-01T00:00:00Z",
  issuedCents: "1000",
  heldCents: "700",
  spentCents: "300",
  reversedCents: "0",
  atMerchantsCents: "100",
  redeemedCents: "200",
  reclaimedCents: "0",
};

describe("holding the service's figures against the chain", () => {
  it("agrees where every figure is the same", () => {
    const { agrees, programmes } = compareFigures([chainProgramme()], { programmes: [STATED] });
    expect(programmes[0]?.differences).to.deep.equal([]);
    expect(agrees).to.equal(true);
  });

  for (const field of ["fundCents", "issuedCents", "heldCents", "spentCents"] as const)
    it(`sees one cent of difference in ${field}`, () => {
      const stated = { ...STATED, [field]: String(BigInt(STATED[field]) + 1n) };
      const { agrees, programmes } = compareFigures([chainProgramme()], { programmes: [stated] });
      expect(agrees).to.equal(false);
      expect(programmes[0]?.differences).to.have.length(1);
      expect(programmes[0]?.differences[0]?.stated).to.equal(BigInt(STATED[field]) + 1n);
    });

  it("sees a programme that is left out, and one that is invented", () => {
    expect(compareFigures([chainProgramme()], { programmes: [] }).agrees).to.equal(false);
    const { agrees, invented } = compareFigures([], { programmes: [STATED] });
    expect(agrees).to.equal(false);
    expect(invented).to.deep.equal([STATED]);
  });

  it("sees money issued beyond the fund even where both sides say so", () => {
    const chain = { ...chainProgramme(), fund: 999n };
    const stated = { ...STATED, fundCents: "999" };
    expect(compareFigures([chain], { programmes: [stated] }).agrees).to.equal(false);
  });
});
