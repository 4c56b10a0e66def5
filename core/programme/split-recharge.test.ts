import { expect } from "chai";
import fc from "fast-check";

import { cents, sumCents } from "../shared/money.ts";
import { USUAL_ACCOUNTS_PER_RECHARGE, splitRecharge } from "./split-recharge.ts";

const euros = (...amounts: number[]) => amounts.map((amount) => cents(amount * 100));

describe("splitting a recharge", () => {
  it("refuses a number of accounts that cannot be", () => {
    for (const accounts of [0, -1, 1.5])
      expect(() => splitRecharge(cents(10), accounts)).to.throw(RangeError);
  });

  it("pays in notes like everybody's, whatever the household", () => {
    const usual = (amount: number) =>
      splitRecharge(cents(amount * 100), USUAL_ACCOUNTS_PER_RECHARGE);
    expect(usual(155)).to.deep.equal(euros(50, 50, 20, 20, 10, 5));
    expect(usual(255)).to.deep.equal(euros(50, 50, 50, 50, 50, 5));
    expect(usual(360)).to.deep.equal(euros(100, 100, 50, 50, 50, 10));
    expect(usual(1080)).to.deep.equal(euros(500, 500, 50, 20, 10));
  });

  it("keeps what is no note with the smallest, and is one account where asked", () => {
    expect(splitRecharge(cents(15_537), 6)).to.deep.equal([
      ...euros(50, 50, 20, 20, 10),
      cents(537),
    ]);
    expect(splitRecharge(cents(499), 6)).to.deep.equal([cents(499)]);
    expect(splitRecharge(cents(15_537), 1)).to.deep.equal([cents(15_537)]);
  });

  it("keeps the sum, makes no empty note and no more than asked", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300_000 }),
        fc.integer({ min: 1, max: 16 }),
        (amount, accounts) => {
          const notes = splitRecharge(cents(amount), accounts);
          expect(sumCents(notes)).to.equal(BigInt(amount));
          expect(notes.length).to.be.within(1, accounts);
          expect(notes.every((note) => note > 0n)).to.equal(true);
        },
      ),
    );
  });

  it("uses the accounts that it may, where the amount has notes enough", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8_000, max: 60_000 }),
        fc.integer({ min: 2, max: 8 }),
        (amount, accounts) => {
          // The largest note may become three, for which there may be room for one only.
          expect(splitRecharge(cents(amount), accounts).length).to.be.within(
            accounts - 1,
            accounts,
          );
        },
      ),
    );
  });
});
