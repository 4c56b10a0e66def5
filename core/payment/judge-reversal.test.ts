import { expect } from "chai";

import type { ProgrammeId } from "../shared/ids.ts";
import { cents } from "../shared/money.ts";
import { type ReversalFacts, judgeReversal } from "./judge-reversal.ts";

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
});
