import { expect } from "chai";
import fc from "fast-check";

import { deadlineFrom } from "./deadline.ts";

const DAY = 86_400n;

describe("a signature's deadline", () => {
  it("is the same for the whole of a day", () => {
    const one = deadlineFrom(new Date("2026-05-04T00:00:00.001Z"));
    expect(deadlineFrom(new Date("2026-05-05T00:00:00Z"))).to.equal(one);
    expect(deadlineFrom(new Date("2026-05-05T00:00:00.001Z"))).to.equal(one + DAY);
  });

  it("tells no hour, lasts three weeks, and not a day more than it must", () => {
    const instants = fc.date({
      ...{ min: new Date("2026-01-01"), max: new Date("2040-01-01"), noInvalidDate: true },
    });
    fc.assert(
      fc.property(instants, (now) => {
        const deadline = deadlineFrom(now);
        const seconds = deadline * 1000n - BigInt(now.getTime());
        expect(deadline % DAY).to.equal(0n);
        expect(seconds >= 21n * DAY * 1000n && seconds < 22n * DAY * 1000n).to.equal(true);
      }),
    );
  });

  it("never outlives the programme's", () => {
    const latest = new Date("2026-05-10T21:59:59Z");
    expect(deadlineFrom(new Date("2026-05-04T10:00:00Z"), latest)).to.equal(
      BigInt(latest.getTime() / 1000),
    );
  });
});
