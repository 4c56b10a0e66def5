import { expect } from "chai";
import fc from "fast-check";

import { cents } from "../shared/money.ts";
import { type Receipt, decodeReceipt, encodeReceipt, receiptUrl } from "./receipt-code.ts";

const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map(
      (array) =>
        `0x${[...array].map((byte) => byte.toString(16).padStart(2, "0")).join("")}` as const,
    );
const seconds = fc.bigInt({ min: 0n, max: 999_999_999_999n });
const share = fc.record({
  token: hex(20),
  from: hex(20),
  amount: fc.bigInt({ min: 1n, max: 10_000_000n }).map(cents),
  nonce: fc.bigInt({ min: 1n, max: 10n ** 9n }),
  deadline: seconds,
});
const receipt: fc.Arbitrary<Receipt> = fc.record({
  chainId: fc.integer({ min: 1, max: 999_999_999 }),
  merchant: hex(20),
  acceptedAt: seconds,
  shares: fc.array(share, { minLength: 1, maxLength: 16 }),
  signature: hex(65),
});

describe("the code on a receipt", () => {
  it("says after reading what was written", () => {
    fc.assert(
      fc.property(receipt, (given) => {
        expect(decodeReceipt(encodeReceipt(given))).to.deep.equal(given);
      }),
    );
  });

  it("stands in the address's fragment as it is", () => {
    fc.assert(
      fc.property(receipt, (given) => {
        const url = new URL(receiptUrl("https://buoni.example/", given));
        expect(url.pathname).to.equal("/trasparenza/ricevuta");
        expect(decodeReceipt(url.hash.slice(1))).to.deep.equal(given);
      }),
    );
  });

  it("is refused where it is cut anywhere, or is something else", () => {
    fc.assert(
      fc.property(receipt, fc.double({ min: 0, max: 0.99, noNaN: true }), (given, part) => {
        const text = encodeReceipt({ ...given, shares: given.shares.slice(0, 1) });
        const cut = decodeReceipt(text.slice(0, Math.floor(text.length * part)));
        // Only the last figure may be shortened unseen: the signature is over all of them.
        if (cut !== undefined)
          expect(cut.shares[0]!.deadline).not.to.equal(given.shares[0]!.deadline);
      }),
    );
    for (const text of ["", "1", "C0000", "https://example.com", "2.1.aa.1.bb"])
      expect(decodeReceipt(text)).to.equal(undefined);
  });
});
