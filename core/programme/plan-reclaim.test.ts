import { expect } from "chai";
import fc from "fast-check";

import type { Address } from "../shared/ids.ts";
import { cents } from "../shared/money.ts";
import { type Unspent, planReclaim } from "./plan-reclaim.ts";

const unspent = fc.record({
  account: fc.nat(200).map((number) => `0x${number.toString(16).padStart(40, "0")}` as Address),
  amount: fc.bigInt(0n, 5n).map(cents),
});
const list = fc.uniqueArray(unspent, { selector: ({ account }) => account, maxLength: 40 });
const size = fc.integer({ min: 1, max: 7 });

describe("the plan of a reclaim", () => {
  it("holds every account with something on it, once, and no other", () => {
    fc.assert(
      fc.property(list, size, (accounts, perTransaction) => {
        const planned = planReclaim([...accounts], perTransaction).flat();
        const holding = accounts.filter(({ amount }) => amount > 0n);
        expect(planned.length).to.equal(holding.length);
        for (const one of holding) expect(planned.includes(one)).to.equal(true);
      }),
    );
  });

  it("never holds more in one transaction than it may, and no empty one", () => {
    fc.assert(
      fc.property(list, size, (accounts, perTransaction) => {
        for (const part of planReclaim([...accounts], perTransaction))
          expect(part.length).to.be.within(1, perTransaction);
      }),
    );
  });

  it("leaves the other parts as they were when one is done, whatever order the accounts come in", () => {
    fc.assert(
      fc.property(list, size, (accounts, perTransaction) => {
        const [done = [], ...others] = planReclaim([...accounts], perTransaction);
        const gone = new Set<Unspent>(done);
        const left = accounts.filter((one) => !gone.has(one)).reverse();
        expect(planReclaim(left, perTransaction)).to.deep.equal(others);
      }),
    );
  });
});
