import { expect } from "chai";
import fc from "fast-check";

import { FREE_DAY } from "../../test/support/free-day.ts";
import type { ProgrammeId } from "../shared/ids.ts";
import { cents, sumCents } from "../shared/money.ts";
import { coverPayment } from "./cover-payment.ts";
import { type PaymentFacts, judgePayment } from "./judge-payment.ts";

const NOON = new Date("2026-05-04T10:00:00Z");
const FOOD = 1;
const PHARMACY = 2;

function facts(available: readonly number[], change: Partial<PaymentFacts> = {}): PaymentFacts {
  const voucher = {
    programmeId: "p" as ProgrammeId,
    spendableFrom: new Date("2026-05-01T00:00:00Z"),
    spendableUntil: new Date("2026-07-31T21:59:59Z"),
    categories: [FOOD],
    accounts: available.map((amount, index) => ({
      address: `0x${String(index).padStart(40, "0")}` as const,
      available: cents(amount),
      hasFreeNonce: true,
      paidHere: 0,
      paidElsewhere: 0,
    })),
  };
  return {
    card: { status: "active" },
    merchant: { state: "active", category: FOOD },
    vouchers: [voucher],
    largestPayment: cents(50_000),
    unsettled: cents(0),
    unsettledLimit: cents(1_000_000),
    ...FREE_DAY,
    ...change,
  };
}

const cover = (bill: number, given: PaymentFacts) => coverPayment(cents(bill), given, NOON);
const covered = (amount: number, cash: number) => ({
  ok: true,
  value: { parts: [{ kind: "voucher", amount: cents(amount) }], cash: cents(cash) },
});

describe("what a card can cover of a bill", () => {
  it("is the whole, to the cent, where the card has it", () => {
    expect(cover(1230, facts([1230]))).to.deep.equal(covered(1230, 0));
  });

  it("is what there is, and the rest in euros, one cent above", () => {
    expect(cover(1231, facts([1230]))).to.deep.equal(covered(1230, 1));
    expect(cover(1231, facts([1000, 230]))).to.deep.equal(covered(1230, 1));
  });

  it("is a refusal where there is nothing, so that nobody asks for a password in vain", () => {
    const refusal = { code: "insufficient_funds", available: cents(0) };
    expect(cover(1, facts([0]))).to.deep.equal({ ok: false, refusal });
  });

  it("is a refusal where card, shop or dates forbid it", () => {
    const blocked = facts([1230], { card: { status: "blocked" } });
    expect(cover(1, blocked)).to.have.nested.property("refusal.code", "card_not_active");
    const chemist = facts([1230], { merchant: { state: "active", category: PHARMACY } });
    expect(cover(1, chemist)).to.have.nested.property("refusal.code", "merchant_not_eligible");
    const large = cover(50_001, facts([60_000]));
    expect(large).to.have.nested.property("refusal.code", "amount_above_limit");
  });

  it("adds up to the bill, and what it says the card covers would be accepted", () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 50_000 }), (available, bill) => {
        const given = facts(available);
        const answer = coverPayment(cents(bill), given, NOON);
        if (!answer.ok) return void expect(sumCents(available.map(cents))).to.equal(0n);
        const { parts, cash } = answer.value;
        const paid = sumCents(parts.map(({ amount }) => amount));
        expect(paid + cash).to.equal(BigInt(bill));
        expect(judgePayment(paid, given, NOON).ok).to.equal(true);
      }),
    );
  });
});
