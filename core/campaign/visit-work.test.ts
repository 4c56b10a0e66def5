import { expect } from "chai";

import { showsWork, workText } from "./visit-work.ts";

describe("the work of a visit", () => {
  it("is a digest that begins with so many zero bits", () => {
    const digest = Uint8Array.of(0, 0b0000_0001, 0xff);
    expect(showsWork(digest, 15)).to.equal(true);
    expect(showsWork(digest, 16)).to.equal(false);
    expect(showsWork(digest, 8)).to.equal(true);
    expect(showsWork(Uint8Array.of(0, 0b0000_0011), 15)).to.equal(false);
    expect(showsWork(Uint8Array.of(1, 0), 15)).to.equal(false);
    expect(showsWork(digest, 0)).to.equal(true);
  });

  it("is not shown by a digest that is too short to show it", () => {
    expect(showsWork(Uint8Array.of(0), 9)).to.equal(false);
    expect(showsWork(new Uint8Array(0))).to.equal(false);
  });

  it("is done on challenge and answer, told apart", () => {
    expect(workText("a", 12)).not.to.equal(workText("a:1", 2));
  });
});
