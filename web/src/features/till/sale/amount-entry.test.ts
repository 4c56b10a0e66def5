import { expect } from "chai";
import fc from "fast-check";

import { formatEuro } from "#core/shared/money.ts";

import { amountOf, eraseKey, typeKey } from "./amount-entry.ts";

function typed(keys: string): string {
  return [...keys].reduce(typeKey, "");
}

describe("amount entry", () => {
  for (const [keys, amount] of [
    ["", "0,00 €"],
    ["5", "0,05 €"],
    ["1250", "12,50 €"],
    ["12,5", "12,50 €"],
    ["12.50", "12,50 €"],
    ["12,", "12,00 €"],
    [",5", "0,50 €"],
    ["12,509", "12,50 €"],
    ["1,2,5", "1,25 €"],
    ["00700", "7,00 €"],
    ["1234567890", "1.234.567,89 €"],
    ["1a2", "0,12 €"],
  ] as const)
    it(`reads ${JSON.stringify(keys)} as ${amount}`, () => {
      expect(formatEuro(amountOf(typed(keys)))).to.equal(amount);
    });

  it("takes the key 00 as two zeros, as far as there is room", () => {
    expect(amountOf(typeKey("5", "00"))).to.equal(500n);
    expect(amountOf(typeKey("12345678", "00"))).to.equal(123_456_780n);
    expect(amountOf(typeKey("5,5", "00"))).to.equal(550n);
  });

  it("erases what was typed last, whatever was typed", () => {
    const keys = fc.array(fc.constantFrom(..."123456789,"), { maxLength: 12 });
    fc.assert(
      fc.property(keys, fc.constantFrom(..."123456789,"), (before, key) => {
        const text = typed(before.join(""));
        const longer = typeKey(text, key);
        if (longer.length === text.length + 1) expect(eraseKey(longer)).to.equal(text);
      }),
    );
  });
});
