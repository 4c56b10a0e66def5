import { expect } from "chai";
import fc from "fast-check";

import {
  MAX_CENTS,
  cents,
  centsFromJson,
  centsToJson,
  formatEuro,
  formatEuroDigits,
  parseEuro,
} from "./money.ts";

describe("money", () => {
  it("refuses what is not an amount in cents", () => {
    expect(() => cents(-1)).to.throw(RangeError);
    expect(() => cents(MAX_CENTS + 1n)).to.throw(RangeError);
    expect(() => cents(1.5)).to.throw(RangeError);
  });

  it("refuses text that an Italian office would not write for an amount", () => {
    const texts = [
      "",
      "abc",
      "-5",
      "+5",
      "1,2,3",
      "12.50",
      "1.23,45",
      "1234.567",
      "1,",
      ",5",
      "5 6 x",
      "1e3",
      "NaN",
    ];
    for (const text of texts) expect(parseEuro(text).ok, text).to.equal(false);
  });

  it("tells a fraction of a cent from text that is no amount", () => {
    expect(parseEuro("1,005")).to.deep.equal({
      ok: false,
      refusal: { code: "fraction_of_a_cent", text: "1,005" },
    });
    expect(parseEuro("1,500")).to.deep.equal({ ok: true, value: 150n });
  });

  it("reads euros as an office writes them", () => {
    const amounts: [string, bigint][] = [
      ["155,00", 15_500n],
      ["155", 15_500n],
      ["155,5", 15_550n],
      ["1.234,56", 123_456n],
      ["1.234.567,89", 123_456_789n],
      ["1234567", 123_456_700n],
      [" 12,40 € ", 1_240n],
      ["€ 0,01", 1n],
    ];
    for (const [text, amount] of amounts)
      expect(parseEuro(text), text).to.deep.equal({ ok: true, value: amount });
  });

  it("writes euros as an Italian reads them", () => {
    expect(formatEuro(0n)).to.equal("0,00 €");
    expect(formatEuro(5n)).to.equal("0,05 €");
    expect(formatEuro(-123_456_789n)).to.equal("-1.234.567,89 €");
    expect(formatEuroDigits(100_000n)).to.equal("1.000,00");
  });

  it("reads back whatever it writes", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 17n), (amount) => {
        expect(parseEuro(formatEuro(amount))).to.deep.equal({ ok: true, value: amount });
        expect(centsFromJson(centsToJson(cents(amount)))).to.equal(amount);
      }),
    );
  });

  it("takes only canonical decimal text from JSON", () => {
    for (const text of ["", "-1", "01", "1.0", "1e3", "0x10", " 1", `${MAX_CENTS + 1n}`])
      expect(centsFromJson(text), text).to.equal(undefined);
    expect(centsFromJson(`${MAX_CENTS}`)).to.equal(MAX_CENTS);
  });
});
