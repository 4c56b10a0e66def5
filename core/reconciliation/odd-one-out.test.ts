import { expect } from "chai";

import { type Verdict, oddOneOut, spreadOf } from "./odd-one-out.ts";

describe("three books that are compared", () => {
  const cases: [bigint, bigint, bigint | null, Verdict, bigint][] = [
    [5n, 5n, 5n, "agree", 0n],
    [5n, 5n, null, "agree", 0n],
    [6n, 5n, 5n, "journal", 1n],
    [5n, 7n, 5n, "accounts", 2n],
    [5n, 5n, 1n, "chain", 4n],
    [5n, 6n, null, "unclear", 1n],
    [-1n, 0n, 2n, "unclear", 3n],
  ];
  for (const [journal, accounts, chain, verdict, spread] of cases)
    it(`say ${journal}, ${accounts} and ${chain ?? "nothing"}: ${verdict}`, () => {
      expect(oddOneOut({ journal, accounts, chain })).to.equal(verdict);
      expect(spreadOf({ journal, accounts, chain })).to.equal(spread);
    });
});
