import { strict as assert } from "node:assert";
import { randomBytes, randomUUID } from "node:crypto";

import { encodeCode } from "#core/card/card-code.ts";
import { decodeReceipt } from "#core/payment/receipt-code.ts";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import { signerOf } from "../../web/src/features/receipt-check/check-signature.ts";
import type {
  Closing,
  Cover,
  Payment,
  Receipt,
  Statement,
  Till,
  TillStatements,
  Town,
} from "../../web/src/shared/api/types.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAndTill,
  eventually,
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
  const otherTill = () =>
    [1, 2, 3, 4, 5, 6, 7, 8]
      .map((position) => cardAndTill(town, position).till)
      .find((candidate) => candidate !== till)!;
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
      for (const [refusal, amount, code] of [
        ["invalid_amount", "0", card.code],
        ["amount_above_limit", "1000001", card.code],
        ["unknown_code", "100", stranger],
        ["invalid_code", "100", "nonsense"],
      ] as const)
        assert.equal((await refusalOf(preview(amount, code))).code, refusal);
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
      assert.ok(/\/MarkInfo/.test(pdf.toString("latin1")), "tagged for screen readers");
      const svg = await till.file(`/api/payments/${paymentId}/receipt.svg`);
      assert.match(svg.toString(), /^<svg/);
    });

    it("keeps it from other shops", async () => {
      const { paymentId } = await pay("152");
      const other = otherTill();
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

  describe("asking for its money", () => {
    it("sees why it is that much, presents it, and has its debit note filled in", async () => {
      const path = "/api/tills/current/statements";
      const due = async () => (await till.get<TillStatements>(path)).presentable[0]!;
      await eventually("an earlier sale is settled", async () => (await due()) !== undefined);
      await pay("9000");
      assert.ok(BigInt((await due()).waitingCents) >= 9_000n, "what waits for the chain is said");
      await eventually("all is settled", async () => (await due()).waitingCents === "0");
      const { programmeId, amountCents, paidCents, otherCents } = await due();
      assert.equal(amountCents, paidCents);
      assert.equal(otherCents, "0");
      const { id } = await till.post<Statement>(path, { json: { programmeId } });
      const after = await due();
      assert.equal(after.amountCents, "0");
      assert.equal(after.payments, 0, "no payment stands in two statements");
      const pdf = await till.file(`${path}/${id}/debit-note.pdf`);
      assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
      const asked = otherTill().file(`${path}/${id}/debit-note.pdf`);
      assert.equal((await refusalOf(asked)).code, "not_found");
      await isCheckedOnce(id);
    });

    /** Nothing is signed for before an officer has looked through it, and the shop sees since when that is. */
    async function isCheckedOnce(id: string): Promise<void> {
      const { treasury, desk } = town.desk;
      const path = `/api/statements/${id}`;
      const code = async (asked: Promise<unknown>) => (await refusalOf(asked)).code;
      assert.equal(await code(treasury.api.get(`${path}/redemption`)), "wrong_state");
      assert.equal(await code(desk.api.post(`${path}/check`)), "role_required");
      const both = await Promise.allSettled([
        treasury.api.post(`${path}/check`),
        treasury.api.post(`${path}/check`),
      ]);
      assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
      const listed = await till.get<TillStatements>("/api/tills/current/statements");
      const own = listed.statements.find((statement) => statement.id === id)!;
      assert.equal(own.state, "checked");
      assert.ok(new Date(own.checkedAt!) >= new Date(own.presentedAt));
      await treasury.api.get(`${path}/redemption`);
    }
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

describe("A shop's people and devices", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let card: CardSheet;
  let till: ApiClient;
  let sheet: { activationCode: string; password: string };

  before(async () => {
    town = await startPlayedTown();
    ({ card, till } = cardAndTill(town, 0));
    const { merchant } = await till.get<Till>(OWN);
    const own = town.play.sheets.find(({ businessName }) => businessName === merchant.businessName);
    const { code, password } = own!;
    sheet = { activationCode: code, password };
  });

  after(() => town?.stack.stop());

  const OWN = "/api/tills/current";
  const pay = () => till.post<Payment>("/api/payments", { json: paymentOf(card, "100") });
  const refusal = async (asked: Promise<unknown>) => (await refusalOf(asked)).code;
  const take = (operatorId: string, pin: string) =>
    till.post<Till>(`${OWN}/operator`, { json: { operatorId, pin } });

  it("change nothing before the shop has proven itself, and only with its own sheet", async () => {
    const json = { name: "Pina", pin: "4711" };
    assert.equal(await refusal(till.post(`${OWN}/operators`, { json })), "shop_proof_required");
    const wrong = { ...sheet, password: "00000001" };
    assert.equal(await refusal(till.post(`${OWN}/proof`, { json: wrong })), "wrong_password");
    const proven = await till.post<Till>(`${OWN}/proof`, { json: sheet });
    assert.ok(new Date(proven.managedUntil!) > new Date());
  });

  it("ask who sells from the first operator on, and note who took what", async () => {
    await pay();
    const json = { name: "Pina", pin: "4711" };
    const { operators } = await till.post<Till>(`${OWN}/operators`, { json });
    const [pina] = operators;
    assert.equal(await refusal(pay()), "operator_required");
    const preview = { amountCents: "100", cardCode: card.code };
    assert.equal(
      await refusal(till.post("/api/payments/preview", { json: preview })),
      "operator_required",
    );
    assert.equal(await refusal(take(pina!.id, "4712")), "wrong_pin");
    assert.equal((await take(pina!.id, "4711")).operatorId, pina!.id);
    const { paymentId } = await pay();
    const seen = await till.get<Payment>(`/api/payments/${paymentId}`);
    assert.equal(seen.operatorId, pina!.id);
    await till.delete(`${OWN}/operator`);
    assert.equal(await refusal(pay()), "operator_required");
  });

  it("find a payment in doubt also while nobody has signed in", async () => {
    const outcome = await till.post<{ outcome: string }>(`/api/payments/${randomUUID()}/abandon`);
    assert.equal(outcome.outcome, "abandoned");
  });

  it("lock a PIN after five wrong tries, all at once too, and refuse the right one then", async () => {
    const json = { name: "Ugo", pin: "123456" };
    const { operators } = await till.post<Till>(`${OWN}/operators`, { json });
    const ugo = operators.find(({ name }) => name === "Ugo")!;
    const tries = Array.from({ length: 12 }, () => refusal(take(ugo.id, "000000")));
    const codes = await Promise.all(tries);
    assert.equal(codes.filter((code) => code === "wrong_pin").length, 5);
    assert.equal(await refusal(take(ugo.id, "123456")), "pin_locked");
    await till.delete(`${OWN}/operators/${ugo.id}`);
    assert.equal(await refusal(take(ugo.id, "123456")), "not_found");
  });

  it("let one till end another, and the office end any", async () => {
    const second = new ApiClient(town.stack.url);
    const activated = await second.post<Till>("/api/tills", { json: { ...sheet, label: "Banco" } });
    await till.delete(`/api/tills/${activated.id}`);
    assert.equal(await refusal(second.get(OWN)), "till_required");
    const third = new ApiClient(town.stack.url);
    const { id, merchant } = await third.post<Till>("/api/tills", {
      json: { ...sheet, label: "Furgone" },
    });
    const { api } = town.desk.desk;
    const listed = await api.get<{ label: string }[]>(`/api/merchants/${merchant.id}/tills`);
    assert.ok(listed.some(({ label }) => label === "Furgone"));
    await api.delete(`/api/merchants/${merchant.id}/tills/${id}`);
    assert.equal(await refusal(third.get(OWN)), "till_required");
  });

  it("cannot be touched from another shop", async () => {
    const other = [1, 2, 3, 4, 5, 6, 7, 8]
      .map((position) => cardAndTill(town, position).till)
      .find((candidate) => candidate !== till)!;
    const mine = await till.get<Till>(OWN);
    const [pina] = mine.operators;
    assert.equal(await refusal(other.post(`${OWN}/proof`, { json: sheet })), "unknown_code");
    const json = { operatorId: pina!.id, pin: "4711" };
    assert.equal(await refusal(other.post(`${OWN}/operator`, { json })), "not_found");
    assert.equal(await refusal(other.delete(`/api/tills/${mine.id}`)), "shop_proof_required");
  });
});
