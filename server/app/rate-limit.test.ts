import { expect } from "chai";

import { createRateLimit } from "./rate-limit.ts";

describe("an allowance of requests", () => {
  function started(perSecond: number, burst: number) {
    let ms = 0;
    const clock = { now: () => new Date(ms), sleep: async () => undefined };
    const take = createRateLimit({ perSecond, burst }, clock);
    return { take, pass: (seconds: number) => void (ms += seconds * 1000) };
  }

  it("is used up by a burst and comes back with time, never beyond itself", () => {
    const { take, pass } = started(2, 4);
    const takeSome = (count: number) => Array.from({ length: count }, () => take("till"));
    expect(takeSome(5)).to.deep.equal([undefined, undefined, undefined, undefined, 1]);
    pass(0.5);
    expect(takeSome(2)).to.deep.equal([undefined, 1]);
    pass(3_600);
    expect(takeSome(5).filter((wait) => wait === undefined)).to.have.length(4);
  });

  it("says how long to wait", () => {
    const { take } = started(0.1, 1);
    take("till");
    expect(take("till")).to.equal(10);
  });

  it("is each client's own", () => {
    const { take } = started(1, 1);
    expect([take("one"), take("other"), take("one")]).to.deep.equal([undefined, undefined, 1]);
  });

  it("survives a clock that goes back", () => {
    const { take, pass } = started(1, 1);
    take("till");
    pass(-60);
    expect(take("till")).to.equal(1);
  });

  it("forgets who needs no remembering, and nobody else", () => {
    const { take, pass } = started(1, 2);
    for (let client = 0; client < 10_000; client += 1) take(`c${client}`);
    pass(1);
    take("greedy");
    take("greedy");
    take("another");
    expect(take("greedy")).to.equal(1);
  });
});
