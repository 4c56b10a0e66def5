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
    isCovered: true,
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
      toShops: [
        {
          paymentId: "q",
          state: "settled" as const,
          amountCents: "2500",
          givenBackCents: "100",
          acceptedAt: "2026-11-24T10:00:00.000Z",
          payee: { number: 2, businessName: "Mulino di Wanda" },
        },
      ],
    };
    const [header, row, out, end] = dayToCsv(day).split("\r\n");
    expect(header).to.match(/^\uFEFF"quando";"verso";"tessera o negozio"/);
    expect(row).to.equal(
      '"24/11/26, 10:00";"entrata";"12345674";"1.234,56";"0,00";"0,00";"registrato";"Banco";""',
    );
    expect(out).to.equal(
      '"24/11/26, 11:00";"uscita";"Mulino di Wanda";"25,00";"25,00";"1,00";"registrato";"";""',
    );
    expect(end).to.equal("");
  });

  it("runs nothing that somebody typed as a document number, and keeps quotes", () => {
    const payments = [payment({ fiscalDocument: '=HYPERLINK("x")' })];
    const day = { day: "2026-11-24", totalCents: "0", parts: [], count: 1, payments, toShops: [] };
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
