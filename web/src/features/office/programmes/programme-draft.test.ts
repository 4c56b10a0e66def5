import { expect } from "chai";

import { EMPTY_DRAFT, draftErrors, draftInput } from "./programme-draft.ts";
import { endOfRomeDay, startOfRomeDay } from "./rome-day.ts";

const GOOD = {
  ...EMPTY_DRAFT,
  name: "Buoni spesa 2026",
  symbol: "SPESA26",
  act: "Delibera G.C. 41/2026",
  fund: "38.000,00",
  from: "2026-11-24",
  until: "2026-12-31",
  categories: [1, 2],
};

describe("the form that opens a programme", () => {
  it("names every field that is empty", () => {
    expect(Object.keys(draftErrors(EMPTY_DRAFT)).sort()).to.deep.equal(
      ["act", "categories", "from", "fund", "name", "symbol", "until"].sort(),
    );
  });

  it("refuses a period that ends before it begins, and a point as decimal separator", () => {
    expect(draftErrors({ ...GOOD, until: "2026-11-23" })).to.have.all.keys("until");
    expect(draftErrors({ ...GOOD, until: "2026-11-24" })).to.deep.equal({});
    expect(draftErrors({ ...GOOD, fund: "12.50" })).to.have.all.keys("fund");
    expect(draftErrors({ ...GOOD, fund: "0" })).to.have.all.keys("fund");
  });

  it("refuses a CUP that is none, and a recharge on no account or too many", () => {
    expect(draftErrors({ ...GOOD, cup: "J89J21001234567" })).to.deep.equal({});
    for (const cup of ["J89J2100123456", "j89J21001234567", "189J21001234567"])
      expect(draftErrors({ ...GOOD, cup }), cup).to.have.all.keys("cup");
    for (const accounts of ["", "0", "17", "1.5"])
      expect(draftErrors({ ...GOOD, accounts }), accounts).to.have.all.keys("accounts");
  });

  it("sends of the accounts office's fields those that were filled in", () => {
    const input = draftInput({ ...GOOD, chapter: " 1421 ", accounts: "3" });
    expect(input).to.include({ budgetChapter: "1421", accountsPerRecharge: 3 });
    expect(input).not.to.have.any.keys("commitment", "fundingSource", "cup");
  });

  it("takes limits by card in euros, none where nothing is typed, and none the wrong way round", () => {
    const limited = { ...GOOD, cardPayment: "30,00", cardDay: "50" };
    expect(draftErrors(limited)).to.deep.equal({});
    expect(draftInput(limited)).to.include({ cardPaymentCents: "3000", cardDayCents: "5000" });
    expect(draftInput(GOOD)).not.to.have.any.keys("cardPaymentCents", "cardDayCents");
    expect(draftErrors({ ...limited, cardDay: "29,99" })).to.have.all.keys("cardPayment");
    for (const cardDay of ["0", "0,00", "12.50", "molto", "-1"])
      expect(draftErrors({ ...GOOD, cardDay }), cardDay).to.have.all.keys("cardDay");
  });

  it("asks for cents and for whole days in Italy", () => {
    const input = draftInput(GOOD);
    expect(input.fundCents).to.equal("3800000");
    expect(input.spendableFrom).to.equal("2026-11-23T23:00:00.000Z");
    expect(input.spendableUntil).to.equal("2026-12-31T23:00:00.000Z");
  });

  it("knows that the days on which clocks change are longer and shorter", () => {
    expect(startOfRomeDay("2026-03-29")?.toISOString()).to.equal("2026-03-28T23:00:00.000Z");
    expect(endOfRomeDay("2026-03-29")?.toISOString()).to.equal("2026-03-29T22:00:00.000Z");
    expect(startOfRomeDay("2026-10-25")?.toISOString()).to.equal("2026-10-24T22:00:00.000Z");
    expect(endOfRomeDay("2026-10-25")?.toISOString()).to.equal("2026-10-25T23:00:00.000Z");
    expect(startOfRomeDay("2026-13-01")).to.equal(undefined);
  });
});
