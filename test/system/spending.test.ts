import { strict as assert } from "node:assert";

import { ApiClient, ApiProblem } from "../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import type { CardLimitChange, Programme } from "../../web/src/shared/api/types.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAt,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { type Replica, startReplica } from "../support/replica.ts";
import { run } from "../support/throwaway-postgres.ts";

const LIMITS = {
  BORGO_CARD_DAY_EUROS: "9",
  BORGO_CARD_DAY_PAYMENTS: "15",
  BORGO_CARD_SHOP_DAY_EUROS: "5",
  BORGO_TILL_DAY_EUROS: "12",
  BORGO_TILL_DAY_PAYMENTS: "40",
};

type Till = { one: ApiClient; other: ApiClient };
type Outcome = { code: string; problem: Record<string, unknown> };

describe("A day's spending", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let replica: Replica;

  before(async () => {
    town = await startPlayedTown({ keyIn: "file", settings: LIMITS });
    replica = await startReplica(town.stack, LIMITS);
  });
  after(async () => {
    await replica?.stop();
    await town?.stack.stop();
  });

  const shops = () => town.play.sheets;

  /** A till of a shop, as each replica knows it: one session, two doors. */
  async function openTill(shop: number): Promise<Till> {
    const { code: activationCode, password } = shops()[shop]!;
    const one = new ApiClient(town.stack.url);
    await one.post("/api/tills", { json: { activationCode, password, label: "Prova" } });
    return { one, other: new ApiClient(replica.url, one.cookies()) };
  }

  async function pay(client: ApiClient, card: CardSheet, amount: string): Promise<Outcome> {
    const json = paymentOf(card, amount);
    for (;;)
      try {
        await client.post("/api/payments", { json });
        return { code: "accepted", problem: {} };
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        if (error.code !== "busy") return { code: error.code, problem: error.problem };
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
  }

  const countOf = (outcomes: readonly Outcome[], code: string) =>
    outcomes.filter((outcome) => outcome.code === code).length;

  async function acceptedOn(column: "card_id" | "till_id", id: string): Promise<bigint> {
    const [row] = await run<{ cents: string }>(
      town.stack.ownerUrl,
      `select coalesce(sum(amount_cents), 0)::text as cents from payment
       where ${column} = $1 and state <> 'voided'`,
      [id],
    );
    return BigInt(row!.cents);
  }

  async function idOfCard({ number }: CardSheet): Promise<string> {
    const [row] = await run<{ id: string }>(
      town.stack.ownerUrl,
      "select id from card where number = $1",
      [number],
    );
    return row!.id;
  }

  it("of one card at one shop ends at the limit, at both its tills and on both replicas at once", async () => {
    const card = cardAt(town, 0);
    const tills = [await openTill(0), await openTill(0)];
    const doors = tills.flatMap(({ one, other }) => [one, other]);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => pay(doors[index % 4]!, card, "70")),
    );
    assert.equal(countOf(outcomes, "accepted"), 7, JSON.stringify(outcomes));
    assert.equal(countOf(outcomes, "card_at_shop_day_limit"), 13);
    assert.equal(await acceptedOn("card_id", await idOfCard(card)), 490n);
    const { problem } = outcomes.find(({ code }) => code !== "accepted")!;
    assert.equal(problem["left"], "10");
    assert.equal(problem["limit"], "500");
    assertMidnightInRome(String(problem["until"]));
  });

  it("of one card ends at the limit, at all shops together", async () => {
    const card = cardAt(town, 1);
    const tills = [await openTill(0), await openTill(1), await openTill(2)];
    const doors = tills.flatMap(({ one, other }) => [one, other]);
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, index) => pay(doors[index % 6]!, card, "80")),
    );
    assert.equal(countOf(outcomes, "accepted"), 11, JSON.stringify(outcomes));
    assert.equal(countOf(outcomes, "card_day_limit"), 13);
    assert.equal(await acceptedOn("card_id", await idOfCard(card)), 880n);
  });

  it("of one till ends at the limit, whatever the cards, on both replicas at once", async () => {
    const till = await openTill(3);
    const { id } = await till.one.get<{ id: string }>("/api/tills/current");
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        pay(index % 2 === 0 ? till.one : till.other, cardAt(town, 2 + (index % 8)), "110"),
      ),
    );
    assert.equal(countOf(outcomes, "accepted"), 10, JSON.stringify(outcomes));
    assert.equal(countOf(outcomes, "till_day_limit"), 20);
    assert.equal(await acceptedOn("till_id", id), 1_100n);
  });

  it("ends at the number of payments too, and a voided one does not count", async () => {
    const card = cardAt(town, 10);
    const [first, second] = [await openTill(4), await openTill(5)];
    const outcomes: Outcome[] = [];
    for (let index = 0; index < 14; index += 1)
      outcomes.push(await pay(index % 2 === 0 ? first.one : second.one, card, "1"));
    assert.equal(countOf(outcomes, "accepted"), 14);
    const last = paymentOf(card, "1");
    await first.one.post("/api/payments", { json: last });
    assert.equal((await pay(second.other, card, "1")).code, "card_day_payments");
    await first.one.post(`/api/payments/${last.paymentId}/void`);
    assert.equal((await pay(second.other, card, "1")).code, "accepted");
  });

  it("is shown before the password as what the card can cover today, the rest in euros", async () => {
    const card = cardAt(town, 11);
    const { one } = await openTill(5);
    assert.ok((await balanceOf(town.stack.url, card)) > 700n);
    const cover = await one.post<{ parts: unknown; cashCents: string }>("/api/payments/preview", {
      json: { amountCents: "700", cardCode: card.code },
    });
    assert.deepEqual(cover.parts, [{ kind: "voucher", amountCents: "500" }]);
    assert.equal(cover.cashCents, "200");
  });

  describe("of one programme's vouchers", () => {
    const card = () => cardAt(town, 9);
    const path = () => `/api/programmes/${town.programmeId}`;
    const limit = (json: object) =>
      town.desk.treasury.api.post<CardLimitChange[]>(`${path()}/card-limits`, {
        json: { act: "Determina n. 7", ...json },
      });
    let spent: bigint;
    let doors: ApiClient[];

    before(async () => {
      const tills = [await openTill(0), await openTill(1)];
      doors = tills.flatMap(({ one, other }) => [one, other]);
      spent = await acceptedOn("card_id", await idOfCard(card()));
    });

    it("is limited by an act of the treasurer's, not by a slip", async () => {
      const json = { act: "Determina n. 7", cardDayCents: "100" };
      const byOther = town.desk.desk.api.post(`${path()}/card-limits`, { json });
      assert.equal((await refusalOf(byOther)).code, "role_required");
      for (const wrong of [{ cardDayCents: "0" }, { cardPaymentCents: "101", cardDayCents: "100" }])
        assert.equal((await refusalOf(limit(wrong))).code, "malformed_request");
      assert.equal((await refusalOf(limit({}))).code, "nothing_to_do");
      const limits = { cardPaymentCents: "80", cardDayCents: String(spent + 350n) };
      const [change] = await limit(limits);
      assert.equal(change!.act, "Determina n. 7");
      const { cardPaymentCents, cardDayCents } = await town.desk.desk.api.get<Programme>(path());
      assert.deepEqual({ cardPaymentCents, cardDayCents }, limits);
    });

    it("ends at the programme's limit, at two shops and on both replicas in the same moment", async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, index) => pay(doors[index % 4]!, card(), "70")),
      );
      assert.equal(countOf(outcomes, "accepted"), 5, JSON.stringify(outcomes));
      assert.equal(countOf(outcomes, "programme_day_limit"), 7);
      assert.equal(await acceptedOn("card_id", await idOfCard(card())), spent + 350n);
      const { problem } = outcomes.find(({ code }) => code !== "accepted")!;
      assert.equal(problem["left"], "0");
      assert.equal(problem["limit"], String(spent + 350n));
      assertMidnightInRome(String(problem["until"]));
    });

    it("is judged by what is set now, by purchase too, and shown before the password", async () => {
      await limit({ cardPaymentCents: "80", cardDayCents: String(spent + 500n) });
      const large = await pay(doors[0]!, card(), "81");
      assert.equal(large.code, "programme_payment_limit");
      assert.deepEqual([large.problem["left"], large.problem["limit"]], ["80", "80"]);
      type Cover = { parts: unknown; cashCents: string };
      const cover = await doors[3]!.post<Cover>("/api/payments/preview", {
        json: { amountCents: "100", cardCode: card().code },
      });
      assert.deepEqual(cover.parts, [{ kind: "voucher", amountCents: "80" }]);
      assert.equal(cover.cashCents, "20");
    });

    it("counts a voided payment no more, and a repeated one once", async () => {
      await limit({ cardDayCents: String(spent + 400n) });
      const payment = paymentOf(card(), "50");
      await doors[0]!.post("/api/payments", { json: payment });
      await doors[0]!.post("/api/payments", { json: payment });
      assert.equal((await pay(doors[2]!, card(), "1")).code, "programme_day_limit");
      await doors[0]!.post(`/api/payments/${payment.paymentId}/void`);
      assert.equal((await pay(doors[2]!, card(), "1")).code, "accepted");
      const [row] = await run<{ day: string }>(
        town.stack.ownerUrl,
        "select facts -> 'vouchers' -> 0 -> 'limits' ->> 'day' as day from payment where id = $1",
        [payment.paymentId],
      );
      assert.equal(row!.day, String(spent + 400n), "so that an auditor can judge again");
    });

    it("is free again where an act lifts the limits, and the acts stay", async () => {
      const changes = await limit({});
      assert.equal(changes.length, 4);
      assert.equal(changes[0]!.cardDayCents, undefined);
      assert.equal((await pay(doors[2]!, card(), "90")).code, "accepted");
      await assert.rejects(
        run(town.stack.ownerUrl, "update programme_limit_change set act = 'Un altro'"),
        /keeps what was/,
      );
    });
  });
});

function assertMidnightInRome(instant: string): void {
  const time = new Date(instant).toLocaleTimeString("it-IT", { timeZone: "Europe/Rome" });
  assert.equal(time, "00:00:00");
  const hours = (new Date(instant).getTime() - Date.now()) / 3_600_000;
  assert.ok(hours > 0 && hours <= 25);
}
