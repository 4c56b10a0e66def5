import { expect } from "chai";
import fc from "fast-check";

import { cents } from "#core/shared/money.ts";

import type { Problem } from "../../../shared/api/types.ts";
import { billOf, isFinalRefusal, partialBill } from "./sale.ts";

function refused(code: string, members: Record<string, unknown> = {}, status = 409): Problem {
  return { type: `urn:borgo:${code}`, title: code, status, code, ...members };
}

describe("partialBill", () => {
  it("lets the card pay all that it holds and asks for the rest in cash, to the cent", () => {
    const amounts = fc.bigInt({ min: 1n, max: 9n });
    fc.assert(
      fc.property(amounts, amounts, (amount, available) => {
        fc.pre(available < amount);
        const problem = refused("insufficient_funds", { available: String(available) });
        const partial = partialBill(billOf(cents(amount)), problem)!;
        expect(partial.amount).to.equal(available);
        expect(partial.amount + partial.cash).to.equal(amount);
      }),
    );
  });

  it("adds to the cash that was agreed already, where another payment got there first", () => {
    const problem = refused("insufficient_funds", { available: "300" });
    const partial = partialBill({ amount: cents(800), cash: cents(430) }, problem);
    expect(partial).to.deep.equal({ amount: 300n, cash: 930n });
  });

  for (const [why, problem] of [
    ["nothing is left on the card", refused("insufficient_funds", { available: "0" })],
    ["the service names no amount", refused("insufficient_funds")],
    ["the refusal is another", refused("no_voucher", { available: "300" })],
    ["the card would cover it all", refused("insufficient_funds", { available: "1230" })],
  ] as const)
    it(`offers nothing where ${why}`, () => {
      expect(partialBill(billOf(cents(1230)), problem)).to.equal(undefined);
    });
});

describe("isFinalRefusal", () => {
  it("believes a refusal, and not a fault that may have come after the payment was stored", () => {
    expect(isFinalRefusal(refused("no_voucher"))).to.equal(true);
    expect(isFinalRefusal(refused("till_required", {}, 401))).to.equal(true);
    expect(isFinalRefusal(refused("internal_error", {}, 500))).to.equal(false);
    expect(isFinalRefusal(refused("busy", {}, 503))).to.equal(false);
  });
});
