import { expect } from "chai";

import { type Change, MODELS, checkModel } from "../../scripts/prove/check-model.ts";
import { findZ3 } from "../../scripts/prove/find-z3.ts";

const MINUTE_MS = 60_000;

/** Where there is no z3 and none can be installed, these are skipped; `npm run prove` then says why. */
const z3 = findZ3();

(("missing" in z3 ? describe.skip : describe) as Mocha.SuiteFunction)("The proof", function () {
  this.timeout(5 * MINUTE_MS);
  const program = "program" in z3 ? z3.program : "";

  const outcomesOf = (model: (typeof MODELS)[number], change?: Change) =>
    new Set(checkModel(program, model, change).map(({ outcome }) => outcome));

  for (const model of MODELS)
    it(`holds: every assertion of ${model}`, () => {
      expect([...outcomesOf(model)]).to.deep.equal(["proved"]);
    });

  const planted = (path: string, from: string, to: string): Change => {
    return (name, source) => {
      if (name !== path) return source;
      expect(source, "the place to plant in").to.contain(from);
      return source.replace(from, to);
    };
  };

  for (const [what, model, change] of [
    [
      "issuing one cent above the fund",
      "TotalsProof",
      planted("contracts/Totals.sol", "sum <= cap", "sum <= uint256(cap) + 1"),
    ],
    [
      "a burn that is counted short",
      "TotalsProof",
      planted("contracts/Totals.sol", "before + uint96(amount)", "before + uint32(amount)"),
    ],
    [
      "a supply that forgets what was reclaimed",
      "TotalsProof",
      planted("contracts/Totals.sol", " - redeemed - reclaimed", " - redeemed"),
    ],
    [
      "a payment that is credited twice",
      "FundModel",
      planted("test/proof/FundModel.sol", "atMerchants += amount", "atMerchants += 2 * amount"),
    ],
    [
      "a campaign without a budget",
      "BudgetModel",
      planted("test/proof/BudgetModel.sol", "require(rewarded + total <= cap);", ""),
    ],
  ] as const)
    it(`fails where it should: ${what}`, () => {
      expect([...outcomesOf(model, change)]).to.include("violated");
    });
});
