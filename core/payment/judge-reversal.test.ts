import { expect } from "chai";

import { LOCAL_VALUE } from "../local-value/local-value.ts";
import type { ProgrammeId } from "../shared/ids.ts";
import { cents } from "../shared/money.ts";
import { type ReversalFacts, judgeReversal } from "./judge-reversal.ts";
import { largestLocalPart } from "./split-bill.ts";

type Holding = ReversalFacts["holdings"] extends ReadonlyMap<ProgrammeId, infer One> ? One : never;

const FOOD = "food" as ProgrammeId;
const BOOKS = "books" as ProgrammeId;
const settleableUntil = new Date("2027-07-31T21:59:59Z");
const refused = (refusal: object) => ({ ok: false, refusal });

function facts(change: Partial<ReversalFacts> = {}): ReversalFacts {
  return {
    paymentState: "settled",
    transfers: [
      { id: "a", programmeId: FOOD, amount: cents(300), reversed: cents(100) },
      { id: "b", programmeId: BOOKS, amount: cents(200), reversed: cents(0) },
    ],
    holdings: new Map([
      [FOOD, { available: cents(1_000), hasFreeNonce: true, settleableUntil }],
      [BOOKS, { available: cents(1_000), hasFreeNonce: true, settleableUntil }],
    ]),
    ...change,
  };
}

const judge = (amount: number, given = facts(), now = settleableUntil) =>
  judgeReversal(cents(amount), given, now);

describe("judging a reversal", () => {
  it("treats an amount of nothing as a bug of the caller", () => {
    expect(() => judge(0)).to.throw(RangeError);
  });

  it("refuses while the payment is not settled", () => {
    for (const state of ["accepted", "batched", "voided", "failed"] as const)
      expect(judge(1, facts({ paymentState: state }))).to.deep.equal(
        refused({ code: "payment_not_reversible", state }),
      );
  });

  it("refuses more than is left of the payment, to the cent", () => {
    expect(judge(401)).to.deep.equal(refused({ code: "reversal_above_payment", left: 400n }));
    expect(judge(400).ok).to.equal(true);
  });

  it("refuses what the shop has redeemed already, and says what is possible", () => {
    const holdings = new Map([
      [FOOD, { available: cents(50), hasFreeNonce: true, settleableUntil }],
      [BOOKS, { available: cents(200), hasFreeNonce: true, settleableUntil }],
    ]);
    expect(judge(251, facts({ holdings }))).to.deep.equal(
      refused({ code: "already_redeemed", available: 250n }),
    );
    expect(judge(250, facts({ holdings }))).to.deep.equal({
      ok: true,
      value: [
        { transferId: "a", amount: 50n },
        { transferId: "b", amount: 200n },
      ],
    });
  });

  it("refuses once the programme's voucher settles nothing any more, to the second", () => {
    const late = new Date(settleableUntil.getTime() + 1_000);
    expect(judge(10).ok).to.equal(true);
    expect(judge(10, facts(), late)).to.deep.equal(
      refused({ code: "reversal_too_late", on: settleableUntil }),
    );
  });

  it("waits where the shop's account can sign no more for now", () => {
    const holdings = new Map([
      [FOOD, { available: cents(1_000), hasFreeNonce: false, settleableUntil }],
    ]);
    expect(judge(10, facts({ holdings }))).to.deep.equal(
      refused({ code: "too_many_open_payments" }),
    );
  });

  it("gives back in the order in which the accounts paid", () => {
    expect(judge(250)).to.deep.equal({
      ok: true,
      value: [
        { transferId: "a", amount: 200n },
        { transferId: "b", amount: 50n },
      ],
    });
  });

  describe("of a payment in vouchers and local value", () => {
    const mixed = (localAvailable: number, change: Partial<ReversalFacts> = {}) =>
      facts({
        transfers: [
          { id: "a", programmeId: FOOD, amount: cents(600), reversed: cents(0) },
          { id: "l", programmeId: LOCAL_VALUE, amount: cents(300), reversed: cents(50) },
        ],
        holdings: new Map<ProgrammeId, Holding>([
          [FOOD, { available: cents(1_000), hasFreeNonce: true, settleableUntil }],
          [LOCAL_VALUE, { available: cents(localAvailable), hasFreeNonce: true }],
        ]),
        ...change,
      });
    const shares = (amount: number, given: ReversalFacts, now = settleableUntil) => {
      const judged = judge(amount, given, now);
      if (!judged.ok) return judged.refusal;
      return judged.value.map((share) => [share.transferId, Number(share.amount)]);
    };

    it("gives local value back first, as much as is left of it, then vouchers", () => {
      expect(shares(250, mixed(300))).to.deep.equal([["l", 250]]);
      expect(shares(251, mixed(300))).to.deep.equal([
        ["l", 250],
        ["a", 1],
      ]);
      expect(shares(850, mixed(300))).to.deep.equal([
        ["l", 250],
        ["a", 600],
      ]);
      expect(shares(851, mixed(300))).to.deep.equal({ code: "reversal_above_payment", left: 850n });
    });

    it("keeps what remains of it within the shop's share of the smaller price", () => {
      for (let percent = 0; percent <= 100; percent += 10)
        for (let bill = 1; bill <= 20; bill += 1) {
          const local = Number(largestLocalPart(cents(bill), percent));
          const transfers = [
            { id: "a", programmeId: FOOD, amount: cents(bill - local), reversed: cents(0) },
            { id: "l", programmeId: LOCAL_VALUE, amount: cents(local), reversed: cents(0) },
          ];
          for (let back = 1; back <= bill; back += 1) {
            const judged = judge(back, mixed(300, { transfers }));
            const given = judged.ok ? judged.value.find(({ transferId }) => transferId === "l") : 0;
            const left = local - Number(given ? given.amount : 0);
            const limit = Number(largestLocalPart(cents(bill - back), percent));
            expect(left, `${percent} % of ${bill} less ${back}`).to.be.at.most(limit);
          }
        }
    });

    it("takes vouchers where the shop has spent the local value, and says so where they are not enough", () => {
      expect(shares(200, mixed(120))).to.deep.equal([
        ["l", 120],
        ["a", 80],
      ]);
      expect(shares(721, mixed(120))).to.deep.equal({ code: "local_value_spent", available: 720n });
    });

    it("names the vouchers where those are gone too", () => {
      const holdings = new Map<ProgrammeId, Holding>([
        [FOOD, { available: cents(10), hasFreeNonce: true, settleableUntil }],
        [LOCAL_VALUE, { available: cents(300), hasFreeNonce: true }],
      ]);
      expect(shares(261, mixed(300, { holdings }))).to.deep.equal({
        code: "already_redeemed",
        available: 260n,
      });
    });

    it("gives local value back after the vouchers' end, which binds vouchers only", () => {
      const late = new Date(settleableUntil.getTime() + 1);
      expect(shares(250, mixed(300), late)).to.deep.equal([["l", 250]]);
      expect(shares(251, mixed(300), late)).to.deep.equal({
        code: "reversal_too_late",
        on: settleableUntil,
      });
    });
  });
});
