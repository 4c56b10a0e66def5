import { expect } from "chai";

import type { Payment } from "../../../shared/api/types.ts";
import { dayToCsv, findPayments } from "./export-day.ts";

function payment(more: Partial<Payment>): Payment {
  return {
    paymentId: "p",
    amountCents: "123456",
    parts: [],
    leftCents: "0",
    acceptedAt: "2026-11-24T09:00:00.000Z",
    cardNumber: "12345674",
    digests: [],
    state: "settled",
    transactionHashes: [],
    reversals: [],
    till: "Banco",
    ...more,
  };
}

describe("a day's export", () => {
  it("is what an Italian office suite opens: amounts with a comma, one line for each payment", () => {
    const day = {
      day: "2026-11-24",
      totalCents: "123456",
      parts: [],
      count: 1,
      payments: [payment({})],
    };
    const [header, row, end] = dayToCsv(day).split("\r\n");
    expect(header).to.match(/^\uFEFF"quando";"tessera"/);
    expect(row).to.equal(
      '"24/11/26, 10:00";"12345674";"1.234,56";"0,00";"0,00";"registrato";"Banco";""',
    );
    expect(end).to.equal("");
  });

  it("runs nothing that somebody typed as a document number, and keeps quotes", () => {
    const payments = [payment({ fiscalDocument: '=HYPERLINK("x")' })];
    const day = { day: "2026-11-24", totalCents: "0", parts: [], count: 1, payments };
    expect(dayToCsv(day)).to.include(`"'=HYPERLINK(""x"")"`);
  });
});

describe("a search in the day", () => {
  const all = [
    payment({ paymentId: "a", cardNumber: "12345674" }),
    payment({ paymentId: "b", cardNumber: "99999999", amountCents: "1230", till: "Banco frutta" }),
    payment({ paymentId: "c", cardNumber: "88888888", amountCents: "500", fiscalDocument: "A-17" }),
  ];
  for (const [text, found] of [
    ["", "abc"],
    ["1234 56", "a"],
    ["12,30", "b"],
    ["frutta", "b"],
    ["a-17", "c"],
    ["niente", ""],
  ] as const)
    it(`finds ${JSON.stringify(found)} for ${JSON.stringify(text)}`, () => {
      expect(
        findPayments(all, text)
          .map(({ paymentId }) => paymentId)
          .join(""),
      ).to.equal(found);
    });
});
