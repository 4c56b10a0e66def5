import { strict as assert } from "node:assert";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import {
  type PaymentInput,
  type PlayedTown,
  balanceOf,
  cardAndTill,
  cardsOf,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { type Replica, startReplica } from "../support/replica.ts";
import { run } from "../support/throwaway-postgres.ts";

type Question = {
  paymentId: string;
  cardNumber: string;
  amountCents: string;
  state: string;
  businessName: string;
};

describe("A payment that the holder confirms on a telephone", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let other: Replica;
  let till: ApiClient;
  let tillElsewhere: ApiClient;
  let cards: CardSheet[];

  before(async () => {
    town = await startPlayedTown({ keyIn: "file" });
    other = await startReplica(town.stack);
    const first = cardAndTill(town, 0);
    till = first.till;
    tillElsewhere = new ApiClient(other.url, till.cookies());
    cards = cardsOf(town);
  });
  after(async () => {
    await other?.stop();
    await town?.stack.stop();
  });

  const credentials = ({ code: cardCode, password }: CardSheet) => ({
    json: { cardCode, password },
  });

  /** A telephone of its own, bound to the card. */
  async function bind(card: CardSheet): Promise<ApiClient> {
    const phone = new ApiClient(town.stack.url);
    await phone.post("/api/card-phones", credentials(card));
    return phone;
  }

  const pay = (payment: PaymentInput, at = till) => at.post("/api/payments", { json: payment });
  const codeOf = async (sent: Promise<unknown>) => (await refusalOf(sent)).code;
  const answer = (phone: ApiClient, id: string, said: "confirmed" | "refused") =>
    phone.post<{ state: string }>(`/api/card-phones/current/questions/${id}`, {
      json: { answer: said },
    });
  const questionsOf = async (phone: ApiClient) =>
    (await phone.get<{ questions: Question[] }>("/api/card-phones/current")).questions;
  const standing = (id: string) =>
    till.get<{ state: string; expiresAt: string }>(`/api/payments/${id}/confirmation`);
  /** As five minutes do. */
  const letTimePass = (id: string) =>
    run(
      town.stack.ownerUrl,
      "update payment_confirmation set expires_at = now() where payment_id = $1",
      [id],
    );
  const paymentsOf = (id: string) =>
    run(town.stack.ownerUrl, "select state from payment where id = $1", [id]);

  async function asked(card: CardSheet, amount = "100"): Promise<PaymentInput> {
    const payment = paymentOf(card, amount);
    assert.equal(await codeOf(pay(payment)), "confirmation_waiting");
    return payment;
  }

  it("is asked there, reserves nothing, and is taken once after the answer, on all replicas", async () => {
    const card = cards[0]!;
    const before = await balanceOf(town.stack.url, card);
    const phone = await bind(card);
    const payment = await asked(card);
    const id = payment.paymentId;
    assert.equal(await balanceOf(town.stack.url, card), before);
    assert.deepEqual(await paymentsOf(id), []);
    const [question] = await questionsOf(phone);
    assert.equal(question!.amountCents, "100");
    assert.equal(question!.cardNumber, card.number);
    assert.ok(question!.businessName.length > 2);
    assert.equal((await standing(id)).state, "waiting");
    const foreign = cardAndTill(town, 1).till;
    assert.equal(await codeOf(foreign.get(`/api/payments/${id}/confirmation`)), "not_found");
    const elsewhere = new ApiClient(other.url, phone.cookies());
    assert.deepEqual(await answer(elsewhere, id, "confirmed"), { state: "confirmed" });
    assert.deepEqual(await answer(phone, id, "confirmed"), { state: "confirmed" });
    assert.equal(await codeOf(answer(phone, id, "refused")), "wrong_state");
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, turn) => pay(payment, turn % 2 === 0 ? till : tillElsewhere)),
    );
    assert.equal(new Set(answers.map((one) => JSON.stringify(one))).size, 1);
    assert.equal(await balanceOf(town.stack.url, card), before - 100n);
    assert.equal((await standing(id)).state, "paid");
    await letTimePass(id);
    assert.deepEqual(await pay(payment), answers[0], "the same answer at any time");
    assert.equal(await codeOf(pay({ ...payment, amountCents: "101" })), "payment_id_reused");
  });

  it("never comes into being once it was refused, or its time has passed, or the till gave it up", async () => {
    const card = cards[1]!;
    const before = await balanceOf(town.stack.url, card);
    const phone = await bind(card);
    const refused = await asked(card);
    await answer(phone, refused.paymentId, "refused");
    const late = await asked(card);
    await letTimePass(late.paymentId);
    assert.equal(await codeOf(answer(phone, late.paymentId, "confirmed")), "wrong_state");
    const untaken = await asked(card);
    await answer(phone, untaken.paymentId, "confirmed");
    await letTimePass(untaken.paymentId);
    const given = await asked(card);
    await till.post(`/api/payments/${given.paymentId}/abandon`);
    assert.equal(await codeOf(answer(phone, given.paymentId, "confirmed")), "wrong_state");
    for (const [payment, code] of [
      [refused, "confirmation_refused"],
      [late, "confirmation_expired"],
      [untaken, "confirmation_expired"],
      [given, "payment_abandoned"],
    ] as const)
      for (const at of [till, tillElsewhere]) assert.equal(await codeOf(pay(payment, at)), code);
    assert.equal(await balanceOf(town.stack.url, card), before);
    const states = (await questionsOf(phone)).map(({ state }) => state);
    assert.deepEqual(states, ["given_up", "expired", "expired", "refused"]);
  });

  it("is judged again when it is taken, and asks for nothing that would be refused anyway", async () => {
    const card = cards[2]!;
    const phone = await bind(card);
    const dear = String((await balanceOf(town.stack.url, card)) + 1n);
    assert.equal(await codeOf(pay(paymentOf(card, dear))), "insufficient_funds");
    const wrong = { ...paymentOf(card, "100"), password: "90807060" };
    assert.equal(await codeOf(pay(wrong)), "wrong_password");
    assert.deepEqual(await questionsOf(phone), []);
    const payment = await asked(card);
    await answer(phone, payment.paymentId, "confirmed");
    assert.equal(
      await codeOf(pay({ ...payment, password: "90807060" })),
      "wrong_password",
      "the telephone does not stand in for the password",
    );
    const [row] = await run<{ id: string }>(
      town.stack.ownerUrl,
      "select id from card where number = $1",
      [card.number],
    );
    const { api } = town.desk.desk;
    await api.post(`/api/cards/${row!.id}/block`, { json: { reason: "una prova" } });
    assert.equal(await codeOf(pay(payment)), "card_not_active");
    await api.post(`/api/cards/${row!.id}/unblock`);
    await pay(payment);
  });

  it("gives nothing to who has card and password alone", async () => {
    const card = cards[3]!;
    const phone = await bind(card);
    const thief = new ApiClient(town.stack.url);
    assert.equal(await codeOf(thief.post("/api/card-phones", credentials(card))), "phone_known");
    const removal = "/api/card-phones/current/removal";
    assert.equal(await codeOf(thief.post(removal, credentials(card))), "phone_required");
    // With a telephone of their own, bound to a card of their own.
    const own = await bind(cards[4]!);
    assert.equal(await codeOf(own.post(removal, credentials(card))), "phone_required");
    const payment = await asked(card);
    assert.equal(await codeOf(answer(own, payment.paymentId, "confirmed")), "not_found");
    const forged = new ApiClient(town.stack.url, `borgo_phone=${"A".repeat(43)}`);
    assert.equal(await codeOf(answer(forged, payment.paymentId, "confirmed")), "phone_required");
    assert.equal(await codeOf(pay(paymentOf(card, "1"))), "confirmation_elsewhere");
    for (let time = 0; time < 3; time += 1) {
      const again = time === 0 ? payment : await asked(card);
      await answer(phone, again.paymentId, "refused");
    }
    assert.equal(await codeOf(pay(paymentOf(card, "1"))), "confirmation_refused_often");
    assert.equal((await questionsOf(own)).length, 0);
  });

  it("asks no more once the holder turns it off there, or the office does where it is lost", async () => {
    const card = cards[5]!;
    const phone = await bind(card);
    type Card = { phone?: { isThis: boolean } };
    const seen = await phone.post<Card>("/api/card-views", credentials(card));
    assert.equal(seen.phone?.isThis, true);
    const wrong = { json: { cardCode: card.code, password: "90807060" } };
    const removal = "/api/card-phones/current/removal";
    assert.equal(await codeOf(phone.post(removal, wrong)), "wrong_password");
    await phone.post(removal, credentials(card));
    await pay(paymentOf(card, "100"));
    assert.equal(await codeOf(phone.get("/api/card-phones/current")), "phone_required");
    const lost = await bind(card);
    const waiting = await asked(card);
    const [row] = await run<{ id: string }>(
      town.stack.ownerUrl,
      "select id from card where number = $1",
      [card.number],
    );
    const path = `/api/cards/${row!.id}/phone-removal`;
    const { api } = town.desk.desk;
    await api.post(path, { json: { reason: "telefono rubato" } });
    assert.equal(await codeOf(api.post(path, { json: { reason: "di nuovo" } })), "not_found");
    assert.equal(await codeOf(answer(lost, waiting.paymentId, "confirmed")), "phone_required");
    await pay(paymentOf(card, "100"));
    const acts = await run(
      town.stack.ownerUrl,
      "select 1 from audit_entry where act = 'card_phone_removed' and subject = $1",
      [row!.id],
    );
    assert.equal(acts.length, 1);
  });
});
