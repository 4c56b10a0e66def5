import { expect } from "chai";

import { TRY_ALLOWANCES, type TryCount, takeTry } from "./try-allowance.ts";

const NOW = new Date("2027-03-01T10:00:00Z");
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

describe("the allowance of wrong tries", () => {
  const allowance = { wrong: 3, windowMinutes: 10 };

  it("lets through so many in a window, and no more however they are spread", () => {
    let count: TryCount | undefined;
    for (const minute of [0, 1, 9]) {
      count = takeTry(allowance, count, later(minute));
      expect(count).not.to.equal(undefined);
    }
    expect(count).to.deep.equal({ tried: 3, windowUntil: later(10) });
    expect(takeTry(allowance, count, later(9.99))).to.equal(undefined);
  });

  it("begins anew when the window ends", () => {
    const used = { tried: 3, windowUntil: later(10) };
    expect(takeTry(allowance, used, later(10))).to.deep.equal({
      ...{ tried: 1, windowUntil: later(20) },
    });
  });

  it("keeps a PIN of six digits: less than one in a thousand in a week of trying", () => {
    const { wrong, windowMinutes } = TRY_ALLOWANCES.access;
    expect((wrong * 7 * 24 * 60) / windowMinutes).to.be.below(1_000);
  });
});
