import { strict as assert } from "node:assert";
import { randomBytes, randomUUID } from "node:crypto";

import { encodeCode } from "#core/card/card-code.ts";

import { ApiClient } from "../../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../../scripts/scenario/play.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAndTill,
  eventually,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../../support/played-town.ts";

type Merchant = { id: string; vatNumber: string; state: string };
type Transaction = { chainId: number; to: `0x${string}`; data: `0x${string}` };

describe("A payment that cannot be", () => {
  let town: PlayedTown;
  let card: CardSheet;
  let till: ApiClient;

  before(async function () {
    this.timeout(180_000);
    town = await startPlayedTown();
    ({ card, till } = cardAndTill(town, 0));
  });

  after(() => town?.stack.stop());

  const pay = (input: object, at = till) => at.post("/api/payments", { json: input });

  /** Refused with this code, in Italian, and the card has what it had. */
  async function refused(input: object, status: number, code: string, at = till) {
    const before = await balanceOf(town.stack.url, card);
    const refusal = await refusalOf(pay(input, at));
    assert.equal(refusal.code, code);
    assert.equal(refusal.status, status);
    assert.match(String(refusal.problem["title"]), /[a-zà-ù]{3}.*[.]$/);
    assert.equal(await balanceOf(town.stack.url, card), before, "the card's balance");
    return refusal.problem;
  }

  for (const [what, amountCents] of [
    ["zero", "0"],
    ["negative", "-100"],
    ["with a fraction of a cent", "10.5"],
    ["with a comma", "10,50"],
    ["as a number instead of a text", 100],
    ["with leading zeros", "0100"],
    ["in words", "dieci"],
    ["beyond what a contract holds", "9".repeat(40)],
  ] as const)
    it(`refuses an amount ${what}`, async () => {
      const refusal = await refusalOf(pay({ ...paymentOf(card, "1"), amountCents }));
      assert.equal(refusal.status, 422);
      assert.ok(["invalid_amount", "malformed_request"].includes(refusal.code), refusal.code);
    });

  it("refuses an amount above the largest payment, and says which that is", async () => {
    const problem = await refused(paymentOf(card, "1000001"), 422, "amount_above_limit");
    assert.equal(problem["limit"], "1000000");
  });

  it("refuses what is not JSON", async () => {
    const session = await refusalOf(new ApiClient(town.stack.url).post("/api/payments"));
    assert.ok([401, 422].includes(session.status));
    const answer = await fetch(`${town.stack.url}/api/payments`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"paymentId": "',
    });
    assert.ok(answer.status === 400 || answer.status === 422, String(answer.status));
    const problem = (await answer.json()) as { code: string; title: string };
    assert.equal(problem.code, "malformed_request");
    assert.match(problem.title, /richiesta/);
  });

  it("refuses a till without a session", async () => {
    await refused(paymentOf(card, "100"), 401, "till_required", new ApiClient(town.stack.url));
  });

  it("refuses more than the card has, and says what it has", async () => {
    const available = await balanceOf(town.stack.url, card);
    const amount = (available + 1n).toString();
    const problem = await refused(paymentOf(card, amount), 409, "insufficient_funds");
    assert.equal(problem["available"], available.toString());
  });

  it("refuses a card that nobody issued", async () => {
    const stranger = { ...card, code: encodeCode("card", randomBytes(16)) };
    await refused(paymentOf(stranger, "100"), 403, "wrong_password");
  });

  it("refuses a code with a slip in it before anything is looked up", async () => {
    const last = card.code.endsWith("0") ? "1" : "0";
    const slip = { ...card, code: card.code.slice(0, -1) + last };
    await refused(paymentOf(slip, "100"), 422, "invalid_code");
  });

  it("refuses a shop's sheet where a card is meant", async () => {
    const sheet = { ...card, code: town.play.sheets[0]!.code };
    await refused(paymentOf(sheet, "100"), 422, "wrong_kind_of_code");
  });

  it("counts down wrong passwords and forgets them after the right one", async () => {
    const { card: other } = cardAndTill(town, 1);
    const wrong = { ...other, password: other.password === "00000000" ? "00000001" : "00000000" };
    const first = await refused(paymentOf(wrong, "100"), 403, "wrong_password");
    const second = await refused(paymentOf(wrong, "100"), 403, "wrong_password");
    assert.equal(Number(first["triesLeft"]) - Number(second["triesLeft"]), 1);
    await balanceOf(town.stack.url, other);
    const again = await refused(paymentOf(wrong, "100"), 403, "wrong_password");
    assert.equal(again["triesLeft"], first["triesLeft"]);
    await balanceOf(town.stack.url, other);
  });

  it("locks a card after five wrong passwords, for the right password too", async () => {
    const { card: victim } = cardAndTill(town, lastPurchaseOfAnother(town, card));
    const wrong = { ...victim, password: victim.password === "00000000" ? "1" : "00000000" };
    for (let tries = 0; tries < 5; tries += 1) await refusalOf(pay(paymentOf(wrong, "100")));
    const refusal = await refusalOf(pay(paymentOf(victim, "100")));
    assert.equal(refusal.code, "locked");
    assert.equal(refusal.status, 423);
  });

  it("answers the same request twice with one payment and the same words", async () => {
    const before = await balanceOf(town.stack.url, card);
    const input = paymentOf(card, "150");
    const answers = [await pay(input), await pay(input), await pay(input)];
    assert.deepEqual(answers[1], answers[0]);
    assert.deepEqual(answers[2], answers[0]);
    assert.equal(await balanceOf(town.stack.url, card), before - 150n);
  });

  it("refuses the same payment id with another amount", async () => {
    const input = paymentOf(card, "150");
    await pay(input);
    await refused({ ...input, amountCents: "151" }, 409, "payment_id_reused");
  });

  it("refuses the same payment id with another card", async () => {
    const input = paymentOf(card, "100");
    await pay(input);
    const { card: other } = cardAndTill(town, 1);
    await refused(
      { ...input, cardCode: other.code, password: other.password },
      409,
      "payment_id_reused",
    );
  });

  it("refuses a payment that the till gave up", async () => {
    const input = paymentOf(card, "100");
    await till.post(`/api/payments/${input.paymentId}/abandon`);
    await refused(input, 409, "payment_abandoned");
  });

  it("refuses a blocked card and takes it again when it is unblocked", async () => {
    const { api } = town.desk.desk;
    const { items } = await api.get<{ items: { id: string; number: string }[] }>(
      `/api/cards?search=${encodeURIComponent(card.number)}`,
    );
    const { id } = items[0]!;
    await api.post(`/api/cards/${id}/block`, { json: { reason: "Smarrita, prova" } });
    const problem = await refused(paymentOf(card, "100"), 409, "card_not_active");
    assert.equal(problem["cardStatus"], "blocked");
    await api.post(`/api/cards/${id}/unblock`);
    await pay(paymentOf(card, "100"));
  });

  it("refuses at a shop that the office suspended, and takes it again after", async () => {
    const { desk } = town.desk;
    const { vatNumber } = town.files.purchases[0]!;
    const shop = async () => {
      const merchants = await desk.api.get<Merchant[]>("/api/merchants");
      return merchants.find((merchant) => merchant.vatNumber === vatNumber)!;
    };
    const { id } = await shop();
    await desk.sign(await desk.api.get<Transaction>(`/api/merchants/${id}/suspension`));
    await eventually("suspended", async () => (await shop()).state === "suspended");
    await refused(paymentOf(card, "100"), 409, "merchant_not_active");
    await desk.sign(await desk.api.get<Transaction>(`/api/merchants/${id}/activation`));
    await eventually("active", async () => (await shop()).state === "active");
    await pay(paymentOf(card, "100"));
  });

  it("settles all that was accepted, and nothing else", async () => {
    await eventually("every payment settled", async () => {
      const { payments } = await till.get<{ payments: { state: string }[] }>(
        "/api/tills/current/payments",
      );
      return payments.every((payment) => payment.state === "settled");
    });
    const health = await new ApiClient(town.stack.url).get<{ status: string }>("/health");
    assert.equal(health.status, "ok");
  });

  it("refuses to read another shop's payment", async () => {
    const input = paymentOf(card, "100");
    await pay(input);
    const { till: other } = cardAndTill(town, purchaseAtAnotherShop(town));
    const refusal = await refusalOf(other.get(`/api/payments/${input.paymentId}`));
    assert.equal(refusal.status, 404);
    const unknown = await refusalOf(till.get(`/api/payments/${randomUUID()}`));
    assert.equal(unknown.status, 404);
  });
});

function lastPurchaseOfAnother({ files }: PlayedTown, card: CardSheet): number {
  const others = [files.purchases[0]!.protocol, files.purchases[1]!.protocol, card.protocol];
  return files.purchases.findIndex((purchase) => !others.includes(purchase.protocol));
}

function purchaseAtAnotherShop({ files }: PlayedTown): number {
  const { vatNumber } = files.purchases[0]!;
  return files.purchases.findIndex((purchase) => purchase.vatNumber !== vatNumber);
}
