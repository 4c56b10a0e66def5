import { expect } from "chai";
import fc from "fast-check";

import { cents, sumCents } from "../shared/money.ts";
import { splitRecharge } from "./split-recharge.ts";

describe("splitting a recharge", () => {
  it("refuses a number of accounts that cannot be", () => {
    for (const accounts of [0, -1, 1.5])
      expect(() => splitRecharge(cents(10), accounts)).to.throw(RangeError);
  });

  it("keeps the sum, makes no empty note, and notes as equal as cents allow", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 16 }),
        (amount, accounts) => {
          const notes = splitRecharge(cents(amount), accounts);
          expect(sumCents(notes)).to.equal(BigInt(amount));
          expect(notes).to.have.length(amount < accounts ? 1 : accounts);
          const sorted = [...notes].sort((one, other) => Number(one - other));
          expect(sorted[0]! > 0n && sorted.at(-1)! - sorted[0]! <= 1n).to.equal(true);
        },
      ),
    );
  });
});
