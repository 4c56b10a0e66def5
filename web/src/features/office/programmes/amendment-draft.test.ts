import { expect } from "chai";

import { amendmentErrors, amendmentOrder, usualSettleDay } from "./amendment-draft.ts";

const KNOWN = {
  spendableUntil: "2026-12-31T23:00:00.000Z",
  settleableUntil: "2027-01-30T14:20:10.000Z",
};
const DRAFT = { act: "Determina 80/2026", until: "2026-12-31", settleUntil: "2027-01-30" };

describe("the draft of an amendment", () => {
  it("names what is missing and what is out of order", () => {
    expect(amendmentErrors(DRAFT)).to.deep.equal({});
    expect(amendmentErrors({ act: " ", until: "", settleUntil: "" })).to.have.all.keys(
      "act",
      "until",
      "settleUntil",
    );
    expect(amendmentErrors({ ...DRAFT, settleUntil: "2026-12-30" })).to.have.all.keys(
      "settleUntil",
    );
  });

  it("includes the whole last day, in Italy's time", () => {
    const { spendableUntil } = amendmentOrder({ ...DRAFT, until: "2026-07-10" }, KNOWN);
    expect(spendableUntil).to.equal("2026-07-10T22:00:00.000Z");
  });

  it("leaves an end's very instant where its day was not touched", () => {
    expect(amendmentOrder(DRAFT, KNOWN)).to.deep.include(KNOWN);
  });

  it("gives accepted payments thirty days more to reach the chain", () => {
    expect(usualSettleDay("2026-12-31")).to.equal("2027-01-30");
    expect(usualSettleDay("")).to.equal("");
  });
});
