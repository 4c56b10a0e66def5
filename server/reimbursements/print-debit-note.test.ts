import { expect } from "chai";

import { stampText } from "./print-debit-note.ts";

describe("a debit note's stamp", () => {
  it("is due one cent above 77,47 €, and said to be none up to there", () => {
    expect(stampText(7_747n)).to.match(/non dovuta/);
    expect(stampText(7_748n)).to.match(/2,00 €/);
  });
});
