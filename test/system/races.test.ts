import { strict as assert } from "node:assert";

import type { ApiClient } from "../../scripts/scenario/api-client.ts";
import { ApiProblem } from "../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import {
  type PaymentInput,
  type PlayedTown,
  balanceOf,
  cardAndTill,
  eventually,
  paymentOf,
  sheetOf,
  startPlayedTown,
} from "../support/played-town.ts";

type Payment = { state: string; amountCents: string };
type Outcome = "accepted" | string;

describe("Many at once", () => {
  let town: PlayedTown;

  before(async function () {
    this.timeout(180_000);
    town = await startPlayedTown();
  });

  after(() => town?.stack.stop());

  /** Pays, and pays again while the service says that the card is being used this very moment. */
  async function pay(till: ApiClient, payment: PaymentInput): Promise<Outcome> {
    for (;;)
      try {
        await till.post("/api/payments", { json: payment });
        return "accepted";
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        if (error.code !== "busy") return error.code;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
  }

  const allTills = () => [
    ...new Set(town.files.purchases.map(({ vatNumber }) => town.play.tillOf(vatNumber)!)),
  ];

  it("never gives a card's last euro to two tills", async function () {
    this.timeout(120_000);
    const { card } = cardAndTill(town, 0);
    const balance = await balanceOf(town.stack.url, card);
    const price = balance / 4n + 1n;
    const tills = allTills();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        pay(tills[index % tills.length]!, paymentOf(card, price.toString())),
      ),
    );
    assert.equal(outcomes.filter((outcome) => outcome === "accepted").length, 3);
    assert.equal(outcomes.filter((outcome) => outcome === "insufficient_funds").length, 9);
    assert.equal(await balanceOf(town.stack.url, card), balance - 3n * price);
  });

  it("makes one payment of one request sent twenty times at once", async function () {
    this.timeout(120_000);
    const { card, till } = cardAndTill(town, 1);
    const balance = await balanceOf(town.stack.url, card);
    const payment = paymentOf(card, "250");
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => pay(till, payment)));
    assert.deepEqual(new Set(outcomes), new Set(["accepted"]));
    assert.equal(await balanceOf(town.stack.url, card), balance - 250n);
  });

  it("lets either the payment or its giving up win, never both", async function () {
    this.timeout(120_000);
    const { card, till } = cardAndTill(town, 2);
    const balance = await balanceOf(town.stack.url, card);
    let paid = 0n;
    for (let round = 0; round < 10; round += 1) {
      const payment = paymentOf(card, "10");
      const [outcome, end] = await Promise.all([
        pay(till, payment),
        till.post<{ outcome: string }>(`/api/payments/${payment.paymentId}/abandon`),
      ]);
      assert.equal(outcome, end.outcome === "accepted" ? "accepted" : "payment_abandoned");
      if (outcome === "accepted") paid += 10n;
    }
    assert.equal(await balanceOf(town.stack.url, card), balance - paid);
  });

  it("lets either the voiding or the batch win, never both", async function () {
    this.timeout(120_000);
    const { card, till } = cardAndTill(town, 3);
    const balance = await balanceOf(town.stack.url, card);
    let paid = 0n;
    for (let round = 0; round < 8; round += 1) {
      const payment = paymentOf(card, "10");
      await pay(till, payment);
      await new Promise((resolve) => setTimeout(resolve, round * 300));
      const isVoided = await voids(till, payment.paymentId);
      if (!isVoided) paid += 10n;
      await eventually(isVoided ? "voided" : "settled", async () => {
        const { state } = await till.get<Payment>(`/api/payments/${payment.paymentId}`);
        return state === (isVoided ? "voided" : "settled");
      });
    }
    assert.equal(await balanceOf(town.stack.url, card), balance - paid);
  });

  it("gives back no more than was paid, however often it is asked", async function () {
    this.timeout(120_000);
    const { card, till } = cardAndTill(town, 4);
    const { vatNumber } = town.files.purchases[4]!;
    const sheet = await sheetOf(town, vatNumber);
    const balance = await balanceOf(town.stack.url, card);
    const payment = paymentOf(card, "1000");
    await pay(till, payment);
    const path = `/api/payments/${payment.paymentId}`;
    await eventually("settled", async () => (await till.get<Payment>(path)).state === "settled");
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => reverse(till, path, sheet, "300")),
    );
    assert.equal(outcomes.filter((outcome) => outcome === "accepted").length, 3);
    await eventually(
      "given back",
      async () => (await balanceOf(town.stack.url, card)) === balance - 100n,
    );
  });
});

async function voids(till: ApiClient, paymentId: string): Promise<boolean> {
  try {
    await till.post(`/api/payments/${paymentId}/void`);
    return true;
  } catch (error) {
    if (error instanceof ApiProblem) return false;
    throw error;
  }
}

async function reverse(
  till: ApiClient,
  path: string,
  { code, password }: Pick<CardSheet, "code" | "password">,
  amountCents: string,
): Promise<Outcome> {
  const reversalId = crypto.randomUUID();
  for (;;)
    try {
      await till.post(`${path}/reversals`, {
        json: { reversalId, amountCents, activationCode: code, password },
      });
      return "accepted";
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.code !== "busy") return error.code;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
