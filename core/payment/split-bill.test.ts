import { expect } from "chai";
import fc from "fast-check";

import { cents } from "../shared/money.ts";
import { largestLocalPart, splitBill } from "./split-bill.ts";

const split = (bill: number, voucher: number, local: number, acceptedPercent: number) => {
  const parts = splitBill({
    ...{ bill: cents(bill), voucher: cents(voucher), local: cents(local) },
    acceptedPercent,
  });
  return [Number(parts.voucher), Number(parts.local), Number(parts.cash)];
};

describe("how a bill is split", () => {
  it("spends vouchers first, then local value up to the shop's part, then euros", () => {
    expect(split(1000, 600, 900, 30)).to.deep.equal([600, 300, 100]);
    expect(split(1000, 1000, 900, 100), "nothing is left for local value").to.deep.equal([
      1000, 0, 0,
    ]);
    expect(split(1000, 900, 900, 30), "no more than the bill").to.deep.equal([900, 100, 0]);
    expect(split(1000, 0, 50, 30), "no more than there is").to.deep.equal([0, 50, 950]);
    expect(split(1000, 0, 900, 0), "a shop that takes none").to.deep.equal([0, 0, 1000]);
  });

  it("rounds the shop's part down, and takes it of the whole price", () => {
    expect(Number(largestLocalPart(cents(199), 50))).to.equal(99);
    expect(split(199, 100, 199, 50)).to.deep.equal([100, 99, 0]);
    expect(split(199, 99, 199, 50)).to.deep.equal([99, 99, 1]);
    expect(() => largestLocalPart(cents(1), 101)).to.throw(RangeError);
    expect(() => largestLocalPart(cents(1), -1)).to.throw(RangeError);
    expect(() => largestLocalPart(cents(1), 0.5)).to.throw(RangeError);
  });

  it("always adds up to the bill, and never takes what is not there or not accepted", () => {
    const amounts = fc.integer({ min: 0, max: 2_000 });
    const percents = fc.constantFrom(0, 1, 33, 50, 99, 100);
    fc.assert(
      fc.property(amounts, amounts, amounts, percents, (bill, voucher, local, percent) => {
        const [byVoucher, byLocal, cash] = split(bill, voucher, local, percent) as [
          number,
          number,
          number,
        ];
        const limit = Math.floor((bill * percent) / 100);
        expect(byVoucher + byLocal + cash).to.equal(bill);
        expect(byVoucher).to.equal(Math.min(bill, voucher));
        expect(byLocal).to.be.within(0, Math.min(local, limit));
        expect(cash).to.be.at.least(0);
        // Euros are asked for only where neither could pay.
        if (cash > 0) expect(byLocal).to.equal(Math.min(local, limit));
      }),
    );
  });
});
