import { expect } from "chai";
import fc from "fast-check";

import { FREE_DAY } from "../../test/support/free-day.ts";
import type { ProgrammeId } from "../shared/ids.ts";
import { cents, sumCents } from "../shared/money.ts";
import type { AccountFacts } from "./choose-accounts.ts";
import { coverPayment } from "./cover-payment.ts";
import { type PaymentFacts, judgePayment } from "./judge-payment.ts";

const NOON = new Date("2026-05-04T10:00:00Z");
const FOOD = 1;
const PHARMACY = 2;

const sum = (amounts: readonly number[]) => amounts.reduce((total, one) => total + one, 0);

function accountsOf(available: readonly number[], firstName = 0): AccountFacts[] {
  return available.map((amount, index) => ({
    address: `0x${(firstName + index).toString(16).padStart(40, "0")}`,
    available: cents(amount),
    hasFreeNonce: true,
    paidHere: 0,
    paidElsewhere: 0,
  }));
}

function facts(available: readonly number[], change: Partial<PaymentFacts> = {}): PaymentFacts {
  const voucher = {
    programmeId: "p" as ProgrammeId,
    spendableFrom: new Date("2026-05-01T00:00:00Z"),
    spendableUntil: new Date("2026-07-31T21:59:59Z"),
    categories: [FOOD],
    accounts: accountsOf(available),
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

  describe("with local value", () => {
    const local = (acceptedPercent: number, ...available: readonly number[]) => ({
      local: { acceptedPercent, accounts: accountsOf(available, 0xa0) },
    });
    const parts = (bill: number, given: PaymentFacts) => {
      const answer = cover(bill, given);
      if (!answer.ok) return answer.refusal.code;
      const { parts: own, cash } = answer.value;
      return [...own.map(({ kind, amount }) => [kind, Number(amount)]), ["cash", Number(cash)]];
    };

    it("takes vouchers first, then local value up to the shop's share, then euros", () => {
      expect(parts(1000, facts([600], local(30, 200, 700)))).to.deep.equal([
        ["voucher", 600],
        ["local", 300],
        ["cash", 100],
      ]);
      expect(parts(1000, facts([600], local(0, 900)))).to.deep.equal([
        ["voucher", 600],
        ["cash", 400],
      ]);
    });

    it("is local value alone where no voucher may be spent here", () => {
      const chemist = { merchant: { state: "active" as const, category: PHARMACY } };
      expect(parts(1000, facts([600], { ...chemist, ...local(50, 900) }))).to.deep.equal([
        ["local", 500],
        ["cash", 500],
      ]);
      expect(parts(1000, facts([], { vouchers: [], ...local(50, 20) }))).to.deep.equal([
        ["local", 20],
        ["cash", 980],
      ]);
      expect(parts(1, facts([600], { ...chemist, ...local(50, 900) }))).to.equal(
        "merchant_not_eligible",
      );
    });

    it("keeps vouchers to their programme's limits, which bind no local value", () => {
      const [voucher] = facts([600]).vouchers;
      const limits = { payment: cents(200), day: null, spentToday: cents(0), until: NOON };
      const given = facts([], { vouchers: [{ ...voucher!, limits }], ...local(100, 500) });
      expect(parts(1000, given)).to.deep.equal([
        ["voucher", 200],
        ["local", 500],
        ["cash", 300],
      ]);
      const spent = { ...limits, payment: null, day: cents(200), spentToday: cents(200) };
      const none = facts([], { vouchers: [{ ...voucher!, limits: spent }], ...local(100, 500) });
      expect(parts(1000, none)).to.deep.equal([
        ["local", 500],
        ["cash", 500],
      ]);
    });

    it("keeps to the day's limits with all that the card pays", () => {
      const { spending, spentToday } = FREE_DAY;
      const limits = { spending: { ...spending, cardAtShopDay: { amount: cents(700) } } };
      expect(parts(1000, facts([600], { ...limits, ...local(100, 900) }))).to.deep.equal([
        ["voucher", 600],
        ["local", 100],
        ["cash", 300],
      ]);
      const spent = { ...spentToday, cardAtShop: { amount: cents(200) } };
      expect(
        parts(1000, facts([600], { ...limits, spentToday: spent, ...local(100, 900) })),
      ).to.deep.equal([
        ["voucher", 500],
        ["cash", 500],
      ]);
    });

    it("adds up, and what it says would be accepted as it is, whatever there is", () => {
      const amounts = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 3 });
      const percents = fc.integer({ min: 0, max: 100 });
      const bills = fc.integer({ min: 1, max: 1_000 });
      fc.assert(
        fc.property(amounts, amounts, percents, bills, (vouchers, values, percent, bill) => {
          const given = facts(vouchers, local(percent, ...values));
          const answer = coverPayment(cents(bill), given, NOON);
          const inVouchers = Math.min(bill, sum(vouchers));
          const share = Math.floor((bill * percent) / 100);
          const inLocal = Math.min(bill - inVouchers, share, sum(values));
          if (!answer.ok) return void expect(inVouchers + inLocal).to.equal(0);
          const paid = (kind: string) =>
            Number(answer.value.parts.find((part) => part.kind === kind)?.amount ?? 0n);
          expect([paid("voucher"), paid("local")]).to.deep.equal([inVouchers, inLocal]);
          expect(Number(answer.value.cash)).to.equal(bill - inVouchers - inLocal);
          const part = { amount: cents(inLocal), bill: cents(bill) };
          expect(judgePayment(cents(inVouchers + inLocal), given, NOON, part).ok).to.equal(true);
        }),
      );
    });
  });
});
