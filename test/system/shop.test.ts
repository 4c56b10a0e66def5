import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";

import { encodeCode } from "#core/card/card-code.ts";
import { decodeReceipt } from "#core/payment/receipt-code.ts";

import type { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import { signerOf } from "../../web/src/features/receipt-check/check-signature.ts";
import type { Closing, Cover, Payment, Receipt, Town } from "../../web/src/shared/api/types.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAndTill,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";

describe("A shop", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let card: CardSheet;
  let till: ApiClient;

  before(async () => {
    town = await startPlayedTown();
    ({ card, till } = cardAndTill(town, 0));
  });

  after(() => town?.stack.stop());

  const preview = (amountCents: string, cardCode = card.code) =>
    till.post<Cover>("/api/payments/preview", { json: { amountCents, cardCode } });
  const pay = (amountCents: string) =>
    till.post<Payment>("/api/payments", { json: paymentOf(card, amountCents) });

  describe("before the password", () => {
    it("is told what the card covers, to the cent, and the rest in euros", async () => {
      const available = await balanceOf(town.stack.url, card);
      const whole = await preview(String(available));
      assert.deepEqual(whole, {
        parts: [{ kind: "voucher", amountCents: String(available) }],
        cashCents: "0",
      });
      const part = await preview(String(available + 1n));
      assert.equal(part.parts[0]!.amountCents, String(available));
      assert.equal(part.cashCents, "1");
    });

    it("learns neither whose the card is nor which fund it spends, and nothing changes", async () => {
      const before = await balanceOf(town.stack.url, card);
      const cover = await preview("100");
      assert.deepEqual(Object.keys(cover).sort(), ["cashCents", "parts"]);
      assert.equal(await balanceOf(town.stack.url, card), before);
    });

    it("is refused what the payment would be refused", async () => {
      const stranger = encodeCode("card", new Uint8Array(randomBytes(16)));
      for (const [code, asked] of [
        ["invalid_amount", preview("0")],
        ["amount_above_limit", preview("1000001")],
        ["unknown_code", preview("100", stranger)],
        ["invalid_code", preview("100", "nonsense")],
      ] as const)
        assert.equal((await refusalOf(asked)).code, code);
    });
  });

  describe("with a receipt", () => {
    it("has the town's signature over exactly this payment", async () => {
      const { paymentId } = await pay("150");
      const receipt = await till.get<Receipt>(`/api/payments/${paymentId}/receipt`);
      const { receiptSigners } = await till.get<Town>("/api/town");
      const read = decodeReceipt(new URL(receipt.checkUrl).hash.slice(1))!;
      assert.ok(receiptSigners.includes((await signerOf(read))!));
      const [share] = read.shares;
      const forged = { ...read, shares: [{ ...share!, amount: (share!.amount + 1n) as never }] };
      assert.ok(!receiptSigners.includes((await signerOf(forged))!), "a cent more");
      const later = { ...read, acceptedAt: read.acceptedAt + 1n };
      assert.ok(!receiptSigners.includes((await signerOf(later))!), "a second later");
    });

    it("prints it as a tagged PDF, and draws its code", async () => {
      const { paymentId } = await pay("151");
      const pdf = await till.file(`/api/payments/${paymentId}/receipt.pdf`);
      assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
      assert.match(pdf.toString("latin1"), /\/MarkInfo\s*<<[^>]*\/Marked true/);
      const svg = await till.file(`/api/payments/${paymentId}/receipt.svg`);
      assert.match(svg.toString(), /^<svg/);
    });

    it("keeps it from other shops", async () => {
      const { paymentId } = await pay("152");
      const other = [1, 2, 3, 4, 5, 6, 7, 8]
        .map((position) => cardAndTill(town, position).till)
        .find((candidate) => candidate !== till)!;
      const asked = other.get(`/api/payments/${paymentId}/receipt`);
      assert.equal((await refusalOf(asked)).code, "not_found");
      const noted = other.post(`/api/payments/${paymentId}/fiscal-document`, {
        json: { number: "1" },
      });
      assert.equal((await refusalOf(noted)).code, "not_found");
    });

    it("notes the number of the fiscal document, and takes it away", async () => {
      const { paymentId } = await pay("153");
      const path = `/api/payments/${paymentId}/fiscal-document`;
      const noted = await till.post<Payment>(path, { json: { number: " 0017-0042 " } });
      assert.equal(noted.fiscalDocument, "0017-0042");
      const taken = await till.post<Payment>(path, { json: { number: "" } });
      assert.equal(taken.fiscalDocument, undefined);
    });
  });

  describe("closing its drawer", () => {
    it("counts each payment in one closing, voided ones too, and says when there is nothing", async () => {
      const path = "/api/tills/current/closings";
      const first = await till.post<Closing>(path);
      assert.equal(first.number, 1);
      assert.equal((await refusalOf(till.post(path))).code, "nothing_to_do");
      const { paymentId } = await pay("300");
      await pay("200");
      await till.post(`/api/payments/${paymentId}/void`);
      const { number, payments, takenCents, voidedCents, netCents } =
        await till.post<Closing>(path);
      assert.deepEqual(
        { number, payments, takenCents, voidedCents, netCents },
        { number: 2, payments: 2, takenCents: "500", voidedCents: "300", netCents: "200" },
      );
      const listed = await till.get<Closing[]>(path);
      assert.deepEqual(
        listed.map((closing) => closing.number),
        [2, 1],
      );
    });

    it("gives two tills that close at once different numbers, and counts nothing twice", async () => {
      await pay("111");
      const path = "/api/tills/current/closings";
      const outcomes = await Promise.allSettled([
        till.post<Closing>(path),
        till.post<Closing>(path),
      ]);
      const done = outcomes.filter(({ status }) => status === "fulfilled");
      assert.equal(done.length, 1);
    });
  });
});
