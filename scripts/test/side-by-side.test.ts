import { setImmediate } from "node:timers/promises";

import { expect } from "chai";

import { sideBySide } from "./side-by-side.ts";

describe("Doing things side by side", () => {
  it("has so many under way, never more, and answers in the items' order", async () => {
    let underWay = 0;
    let most = 0;
    const results = await sideBySide(2, [5, 1, 3, 1, 2], async (turns) => {
      most = Math.max(most, ++underWay);
      for (let turn = 0; turn < turns; turn++) await setImmediate();
      underWay--;
      return turns * 10;
    });
    expect(results).to.deep.equal([50, 10, 30, 10, 20]);
    expect(most).to.equal(2);
  });

  it("begins them in their order", async () => {
    const begun: string[] = [];
    await sideBySide(2, ["a", "b", "c"], async (item) => {
      begun.push(item);
      await setImmediate();
    });
    expect(begun).to.deep.equal(["a", "b", "c"]);
  });

  it("passes an error on", async () => {
    const outcome = sideBySide(2, [1], () => Promise.reject(new Error("no database")));
    expect(await outcome.catch((error: Error) => error.message)).to.equal("no database");
  });
});
