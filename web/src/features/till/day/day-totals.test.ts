import { expect } from "chai";

import type { Payment, Reversal } from "../../../shared/api/types.ts";
import { dayTotals, formatOf, reversibleOf } from "./day-totals.ts";

function reversal(amountCents: string, state: Reversal["state"]): Reversal {
  return { reversalId: "r", amountCents, parts: [], state, acceptedAt: "2026-11-24T10:00:00.000Z" };
}

function payment(amountCents: string, reversals: Reversal[]): Payment {
  return {
    paymentId: "p",
    amountCents,
    parts: [],
    leftCents: "0",
    acceptedAt: "2026-11-24T09:00:00.000Z",
    cardNumber: "12345674",
    digests: [],
    state: "settled",
    transactionHashes: [],
    isCovered: true,
    till: "Banco",
    reversals,
  };
}

describe("a day's totals", () => {
  it("count what goes back from the moment it is accepted, and not what failed to go back", () => {
    const payments = [
      payment("3230", [reversal("500", "accepted"), reversal("900", "failed")]),
      payment("1000", [reversal("1", "settled"), reversal("2", "batched")]),
    ];
    const day = {
      day: "2026-11-24",
      totalCents: "4230",
      parts: [],
      count: 2,
      payments,
      toShops: [],
    };
    expect(dayTotals(day)).to.deep.equal({
      taken: 4230n,
      voided: 0n,
      reversed: 503n,
      net: 3727n,
      localNet: 0n,
    });
    expect(payments.map(reversibleOf)).to.deep.equal([2730n, 997n]);
  });
});

describe("a payment's amounts", () => {
  it("are euros from a card, and none from another shop, which pays in local value", () => {
    const payer = { number: 3, businessName: "Forno" };
    const ofShop = { ...payment("1250", []), payer };
    expect(formatOf(payment("1250", []))(1250n)).to.equal("12,50 €");
    expect(formatOf(ofShop)(1250n)).to.equal("12,50");
  });
});
