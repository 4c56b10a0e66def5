import { expect } from "chai";

import { cents } from "../shared/money.ts";
import { type ShopPaymentFacts, judgeShopPayment } from "./judge-shop-payment.ts";

const FACTS: ShopPaymentFacts = {
  payer: { state: "active" },
  payee: { state: "active", localPercent: 10 },
  isItself: false,
  available: cents(500),
  hasFreeNonce: true,
  largestPayment: cents(10_000),
  unsettled: cents(0),
  unsettledLimit: cents(100_000),
};

function judge(amount: number, changes: Partial<ShopPaymentFacts> = {}) {
  const judged = judgeShopPayment(cents(amount), { ...FACTS, ...changes });
  return judged.ok ? judged.value.left : judged.refusal;
}

describe("A shop that pays another in local value", () => {
  it("may spend all it has, whatever share of a price the other one takes", () => {
    expect(judge(500)).to.equal(0n);
    expect(judge(1)).to.equal(499n);
    expect(judge(500, { payee: { state: "active", localPercent: 1 } })).to.equal(0n);
  });

  it("may not spend a cent more than it has", () => {
    expect(judge(501)).to.deep.equal({ code: "shop_value_short", available: 500n });
  });

  const cases: readonly [string, Partial<ShopPaymentFacts>, object][] = [
    ["itself", { isItself: true }, { code: "own_shop" }],
    [
      "while it is suspended",
      { payer: { state: "suspended" } },
      { code: "merchant_not_active", state: "suspended" },
    ],
    [
      "one that is suspended",
      { payee: { state: "suspended", localPercent: 10 } },
      { code: "payee_not_active" },
    ],
    [
      "one that takes no local value",
      { payee: { state: "active", localPercent: 0 } },
      { code: "payee_takes_none" },
    ],
    [
      "more than one payment may be",
      { largestPayment: cents(99) },
      { code: "amount_above_limit", limit: 99n },
    ],
    [
      "while too much waits for the chain",
      { unsettled: cents(99_901) },
      { code: "settlement_backlog", limit: 100_000n },
    ],
    [
      "while too many of its own payments wait",
      { hasFreeNonce: false },
      { code: "too_many_open_payments" },
    ],
  ];
  for (const [what, changes, refusal] of cases)
    it(`may not pay ${what}`, () => expect(judge(100, changes)).to.deep.equal(refusal));
});
