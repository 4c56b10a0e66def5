import { expect } from "chai";

import { findMovedEndFault } from "./move-end.ts";

const day = (number: number) => new Date(Date.UTC(2026, 5, number));
const FROM = day(1);
const NOW = { spendableUntil: day(10), settleableUntil: day(20) };

const faultAt = (today: number, spendable: number, settleable: number) =>
  findMovedEndFault(
    FROM,
    NOW,
    { spendableUntil: day(spendable), settleableUntil: day(settleable) },
    day(today),
  )?.field;

describe("moving a programme's end", () => {
  it("may be later or earlier, as long as neither end is past", () => {
    expect(faultAt(5, 15, 25)).to.equal(undefined);
    expect(faultAt(5, 6, 6)).to.equal(undefined);
    expect(faultAt(30, 31, 32)).to.equal(undefined);
  });

  it("may not be what it is already", () => {
    expect(faultAt(5, 10, 20)).to.equal("spendableUntil");
  });

  it("may not be before the beginning, nor out of order", () => {
    expect(faultAt(5, 1, 20)).to.equal("spendableUntil");
    expect(faultAt(5, 10, 9)).to.equal("settleableUntil");
  });

  it("may not lie in the past, but for a last day to spend that stays as it was", () => {
    expect(faultAt(12, 11, 30)).to.equal("spendableUntil");
    expect(faultAt(12, 12, 30)).to.equal("spendableUntil");
    expect(faultAt(12, 10, 30)).to.equal(undefined);
    expect(faultAt(12, 10, 12)).to.equal("settleableUntil");
  });
});
