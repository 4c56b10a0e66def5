import { expect } from "chai";
import fc from "fast-check";

import { cents } from "../shared/money.ts";
import { dueInstalments, dueOfAmount } from "./instalments.ts";

const PLAN = { instalments: 3, firstMonth: "2026-11" };

describe("monthly instalments", () => {
  it("come due on the first of the month in Italy, across a new year, and never more than there are", () => {
    const due = (instant: string) => dueInstalments(PLAN, new Date(instant));
    expect(due("2026-10-31T22:59:59Z")).to.equal(0);
    expect(due("2026-10-31T23:00:00Z")).to.equal(1);
    expect(due("2026-11-30T22:59:59Z")).to.equal(1);
    expect(due("2026-12-31T23:00:00Z")).to.equal(3);
    expect(due("2028-01-01T12:00:00Z")).to.equal(3);
  });

  it("grow month by month to the whole amount, to the cent, each within a cent of the others", () => {
    const amount = fc.bigInt(0n, 100n).map(cents);
    fc.assert(
      fc.property(amount, fc.integer({ min: 2, max: 12 }), (whole, instalments) => {
        const dues = Array.from({ length: instalments + 1 }, (_, due) =>
          dueOfAmount(whole, instalments, due),
        );
        expect(dues[0]).to.equal(0n);
        expect(dues.at(-1)).to.equal(whole);
        for (const [index, due] of dues.slice(1).entries()) {
          const part = due - dues[index]!;
          const even = whole / BigInt(instalments);
          expect(part === even || part === even + 1n).to.equal(true);
        }
      }),
    );
  });

  it("are not asked for beyond their number", () => {
    expect(() => dueOfAmount(cents(10n), 3, 4)).to.throw(RangeError);
  });
});
