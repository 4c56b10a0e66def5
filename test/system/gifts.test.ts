import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";

import { LOCAL_VALUE } from "../../core/local-value/local-value.ts";
import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import type { Reconciliation } from "../../server/reconciliation/reconciliation.ts";
import { forgetOffers } from "../../server/offers/offers.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { openDatabase } from "../../server/shared/database.ts";
import type { CardView, Gift, OpenOfferThread } from "../../web/src/shared/api/types.ts";
import { BoardClient } from "../support/board-client.ts";
import { holdRow } from "../support/held-row.ts";
import { LocalValueOffice, localAccountsOf } from "../support/local-value.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAt,
  eventually,
  localValueOf,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { rebuildIndex } from "../support/rebuild-index.ts";
import { type Replica, startReplica } from "../support/replica.ts";
import { NOTED_BY_ROUNDS, tableContents } from "../support/table-contents.ts";
import { run } from "../support/throwaway-postgres.ts";

const GIVEN = 1_000n;
const SETTINGS = { BORGO_GIFT_DAY_UNITS: "12", BORGO_GIFT_DAY_GIFTS: "30" };
const VOLATILE = new Set<string>(NOTED_BY_ROUNDS);

describe("Local value that is given", function () {
  this.timeout(300_000);
  let town: PlayedTown;
  let other: Replica;
  let office: LocalValueOffice;

  before(async () => {
    town = await startPlayedTown({ keyIn: "file", settings: SETTINGS });
    other = await startReplica(town.stack, SETTINGS);
    office = await LocalValueOffice.open(town.stack);
    const cards = [0, 1, 2, 3, 4, 5].map((card) => cardAt(town, card));
    const accounts = await localAccountsOf(town.stack, cards);
    await office.reward(...accounts.map((account) => [account, GIVEN] as const));
    await eventually("earned", async () => (await localOf(5)) === GIVEN);
  });

  after(async () => {
    await other?.stop();
    await town?.stack.stop();
  });

  const query = <Row extends object>(text: string, values: unknown[] = []) =>
    run<Row>(town.stack.ownerUrl, text, values);

  function viewOf({ code: cardCode, password }: CardSheet): Promise<CardView> {
    return new ApiClient(town.stack.url).post("/api/card-views", { json: { cardCode, password } });
  }

  const localOf = (card: number) => localValueOf(town.stack.url, cardAt(town, card));

  const byNumber = (card: number) => ({ kind: "card_number", number: cardAt(town, card).number });

  function gift(from: number, amountCents: string, to: object) {
    const { code: cardCode, password } = cardAt(town, from);
    return { giftId: randomUUID(), amountCents, to, cardCode, password };
  }

  /** Sent again while the service is busy, as a phone does. */
  async function give(json: ReturnType<typeof gift>, url = town.stack.url): Promise<Gift> {
    for (;;)
      try {
        return await new ApiClient(url).post<Gift>("/api/gifts", { json });
      } catch (error) {
        if ((error as { code?: string }).code !== "busy") throw error;
      }
  }

  async function outcomeOf(json: ReturnType<typeof gift>, url?: string): Promise<string> {
    try {
      await give(json, url);
      return "accepted";
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  const settled = () =>
    eventually("all on chain", async () => {
      const open = await query("select from gift where state <> 'settled'");
      return (
        open.length === 0 && (await query("select from account where held_cents <> 0")).length === 0
      );
    });

  it("leaves one card and reaches the other, and both read it; nobody's name is said", async () => {
    const answer = await give(gift(0, "300", byNumber(1)));
    const endsWith = cardAt(town, 1).number.slice(-4);
    assert.deepEqual(answer.to, { kind: "card", endsWith });
    assert.deepEqual([answer.amountCents, answer.leftCents], ["300", "700"]);
    assert.equal(await localOf(0), 700n);
    assert.equal(await localOf(1), GIVEN, "It may not be spent before it is on chain.");
    const { movements: ahead } = await viewOf(cardAt(town, 1));
    const waiting = ahead.find(({ kind }) => kind === "received")!;
    const from = { kind: "card", text: cardAt(town, 0).number.slice(-4) };
    assert.deepEqual([waiting.amountCents, waiting.other], ["300", from]);
    assert.notEqual(waiting.state, "settled");
    await settled();
    assert.equal(await localOf(1), GIVEN + 300n);
    for (const [card, kind] of [
      [0, "given"],
      [1, "received"],
    ] as const) {
      const { movements } = await viewOf(cardAt(town, card));
      const own = movements.filter((one) => one.kind === "given" || one.kind === "received");
      assert.deepEqual(
        own.map((one) => [one.kind, one.amountCents, one.state]),
        [[kind, "300", "settled"]],
      );
      assert.equal(own[0]!.transactionHash?.length, 66);
    }
  });

  it("lands on an account that nothing else comes to, and that earns nothing later", async () => {
    const [given] = await query<{ account: `0x${string}` }>(
      "select to_account as account from signed_transfer where gift_id is not null",
    );
    const [earning] = await localAccountsOf(town.stack, [cardAt(town, 1)]);
    assert.notEqual(given!.account, earning);
    await give(gift(0, "10", byNumber(1)));
    await give(gift(2, "10", byNumber(1)));
    const accounts = await query<{ account: string; gifts: number }>(
      `select to_account as account, count(*)::int as gifts from signed_transfer
       where gift_id is not null group by 1 order by 2`,
    );
    assert.deepEqual(
      accounts.map(({ gifts }) => gifts),
      [1, 2],
    );
    assert.equal(accounts[1]!.account, given!.account, "The same giver gives to the same account.");
  });

  it("is found by the code of a card that is scanned", async () => {
    const { code, number } = cardAt(town, 3);
    const { to } = await give(gift(2, "5", { kind: "card_code", code }));
    assert.deepEqual(to, { kind: "card", endsWith: number.slice(-4) });
  });

  it("is one gift, however often and wherever it is asked for; never one of other contents", async () => {
    const asked = gift(2, "100", byNumber(3));
    const urls = [town.stack.url, other.url];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => give(asked, urls[index % 2])),
    );
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    for (const changed of [
      { ...asked, amountCents: "101" },
      { ...asked, to: byNumber(4) },
      { ...gift(4, "100", byNumber(3)), giftId: asked.giftId },
    ])
      assert.equal(await outcomeOf(changed), "id_reused");
    const rows = await query("select from gift where id = $1", [asked.giftId]);
    assert.equal(rows.length, 1);
    assert.equal(
      (await refusalOf(give({ ...asked, password: "00000000" }))).code,
      "wrong_password",
    );
  });

  it("never gives more than there is: eight phones on two replicas at once", async () => {
    const asked = Array.from({ length: 8 }, (_, index) => gift(4, "300", byNumber(index % 2)));
    const urls = [town.stack.url, other.url];
    const outcomes = await Promise.all(
      asked.map((json, index) => outcomeOf(json, urls[index % 2])),
    );
    assert.equal(outcomes.filter((code) => code === "accepted").length, 3, `${outcomes}`);
    assert.equal(outcomes.filter((code) => code === "not_enough_to_give").length, 5);
    assert.equal(await localOf(4), GIVEN - 900n);
  });

  it("goes both ways at once: nobody waits for the other for ever", async () => {
    const urls = [town.stack.url, other.url];
    const asked = Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0 ? gift(3, "1", byNumber(5)) : gift(5, "1", byNumber(3)),
    );
    const outcomes = await Promise.all(
      asked.map((json, index) => outcomeOf(json, urls[index % 2])),
    );
    assert.deepEqual([...new Set(outcomes)], ["accepted"]);
  });

  it("is refused to oneself, to nobody, to a card that is blocked, and of vouchers", async () => {
    const before = await balanceOf(town.stack.url, cardAt(town, 5));
    assert.equal(await outcomeOf(gift(5, "1", byNumber(5))), "gift_to_oneself");
    const unknown = { kind: "card_number", number: "00000000" };
    assert.equal(await outcomeOf(gift(5, "1", unknown)), "unknown_receiver");
    const slip = { kind: "card_number", number: "12345678" };
    assert.equal(await outcomeOf(gift(5, "1", slip)), "malformed_request");
    assert.equal(await outcomeOf(gift(5, "0", byNumber(3))), "invalid_amount");
    await query("update card set status = 'blocked' where number = $1", [cardAt(town, 6).number]);
    assert.equal(await outcomeOf(gift(5, "1", byNumber(6))), "receiver_not_available");
    const left = await localOf(5);
    assert.ok(before > left, "It has vouchers too.");
    assert.equal(await outcomeOf(gift(5, `${left + 1n}`, byNumber(3))), "not_enough_to_give");
    assert.equal(await balanceOf(town.stack.url, cardAt(town, 5)), before);
  });

  it("leaves a card that is bound to a telephone from that telephone only", async () => {
    const { code: cardCode, password, number } = cardAt(town, 0);
    const phone = new ApiClient(town.stack.url);
    await phone.post("/api/card-phones", { json: { cardCode, password } });
    const asked = gift(0, "1", byNumber(3));
    assert.equal(await outcomeOf(asked), "phone_required");
    const stranger = new ApiClient(town.stack.url);
    const { code, password: own } = cardAt(town, 2);
    await stranger.post("/api/card-phones", { json: { cardCode: code, password: own } });
    const refused = await refusalOf(stranger.post("/api/gifts", { json: asked }));
    assert.equal(refused.code, "phone_required");
    const { giftId } = await phone.post<Gift>("/api/gifts", { json: asked });
    assert.equal(giftId, asked.giftId);
    await query("update card set phone_id = null where number = $1", [number]);
  });

  it("stays within a day's sum, whatever replica is asked", async () => {
    const [account] = await localAccountsOf(town.stack, [cardAt(town, 5)]);
    await office.reward([account!, 2_000n]);
    const before = await localOf(5);
    await eventually("earned", async () => (await localOf(5)) >= before + 2_000n);
    const [{ given }] = (await query<{ given: string }>(
      `select sum(amount_cents)::text as given from gift join card on card.id = card_id where number = $1`,
      [cardAt(town, 5).number],
    )) as [{ given: string }];
    const left = 1_200n - BigInt(given);
    const { problem } = await refusalOf(give(gift(5, `${left + 1n}`, byNumber(3))));
    assert.deepEqual([problem["code"], problem["left"]], ["gift_day_limit", `${left}`]);
    await give(gift(5, `${left}`, byNumber(3)), other.url);
    assert.equal(await outcomeOf(gift(5, "1", byNumber(3))), "gift_day_limit");
  });

  it("goes to an association that the office has listed, by the name of its choice", async () => {
    const [shop] = await query<{ id: string }>("select id from merchant order by alias limit 1");
    const to = { kind: "association", id: shop!.id };
    assert.equal(await outcomeOf(gift(3, "50", to)), "receiver_not_available");
    const path = `/api/merchants/${shop!.id}/association`;
    await town.desk.desk.api.post(path, { json: { name: "Banca del tempo" } });
    const listed = await new ApiClient(town.stack.url).get<object[]>("/api/associations");
    assert.deepEqual(listed, [{ id: shop!.id, name: "Banca del tempo" }]);
    const answer = await give(gift(3, "50", to));
    assert.deepEqual(answer.to, { kind: "association", name: "Banca del tempo" });
    await settled();
    const [holding] = await query<{ cents: string }>(
      `select confirmed_cents::text as cents from merchant_holding where merchant_id = $1 and programme_id = $2`,
      [shop!.id, LOCAL_VALUE],
    );
    assert.equal(holding!.cents, "50");
    const acts = await query("select from audit_entry where act = 'association_listed'");
    assert.equal(acts.length, 1);
  });

  /** Two at the board about something that card 3 gives and card 1 wants: each on its own replica. */
  async function atTheBoard() {
    const [giver, taker] = await Promise.all([
      BoardClient.open(town.stack.url, cardAt(town, 3)),
      BoardClient.open(other.url, cardAt(town, 1)),
    ]);
    const { id: offerId } = await giver.putUp({ title: "Un cesto di mele" });
    const { id } = await taker.write(`/offers/${offerId}`, "Le prendo");
    const read = async (who: BoardClient) =>
      (await who.get<OpenOfferThread>(`/threads/${id}`)).deals;
    const propose = (localCents: string, euroCents = "0", deal = randomUUID() as string) =>
      giver.post<OpenOfferThread>(`/threads/${id}/deals`, { id: deal, localCents, euroCents });
    const pay = (deal: string, card = 1, change: object = {}) => {
      const { code: cardCode, password } = cardAt(town, card);
      const json = { cardCode, password, ...change };
      return taker.post<OpenOfferThread>(`/deals/${deal}/payment`, json);
    };
    return { giver, taker, offerId, id, read, propose, pay };
  }

  const giftsOf = (deal: string) => query("select from gift where id = $1", [deal]);

  it("pays once what two at the board agreed on, however often it is proposed and confirmed", async () => {
    const { giver, taker, id, read, propose, pay } = await atTheBoard();
    const deal = randomUUID();
    const early = { id: deal, localCents: "200", euroCents: "0" };
    const byTaker = taker.post(`/threads/${id}/deals`, early);
    assert.equal((await refusalOf(byTaker)).code, "not_who_gives");
    await Promise.all([1, 2, 3].map(() => propose("200", "500", deal)));
    assert.equal((await refusalOf(propose("200", "0", deal))).code, "id_reused");
    assert.equal((await refusalOf(propose("300"))).code, "deal_open");
    assert.equal(
      (await refusalOf(giver.post(`/deals/${deal}/payment`, { cardCode: "x", password: "x" })))
        .code,
      "not_found",
    );
    const before = [await localOf(1), await localOf(3)] as const;
    const answers = await Promise.all([1, 2, 3, 4].map(() => pay(deal)));
    assert.ok(answers.every(({ deals }) => deals[0]!.state === "paid"));
    assert.equal((await giftsOf(deal)).length, 1);
    assert.equal(await localOf(1), before[0] - 200n);
    await settled();
    assert.equal(await localOf(3), before[1] + 200n);
    for (const [who, isPaidToMe] of [
      [giver, true],
      [taker, false],
    ] as const) {
      const [seen] = await read(who);
      const { state, giftState, localCents, euroCents } = seen!;
      assert.deepEqual(
        [state, giftState, localCents, euroCents],
        ["paid", "settled", "200", "500"],
      );
      assert.equal(seen!.isPaidToMe, isPaidToMe);
      assert.equal((await refusalOf(who.post(`/deals/${deal}/withdrawal`))).code, "deal_over");
    }
  });

  it("pays no deal that was withdrawn, whoever of the two is first", async () => {
    const { giver, taker, read, propose, pay } = await atTheBoard();
    for (let round = 0; round < 6; round += 1) {
      const deal = randomUUID();
      await propose("10", "0", deal);
      const withdrawing = round % 2 === 0 ? giver : taker;
      const moments = [() => pay(deal), () => withdrawing.post(`/deals/${deal}/withdrawal`)];
      if (round % 3 === 0) moments.reverse();
      const outcomes = await Promise.allSettled(moments.map((act) => act()));
      assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
      const { state } = (await read(giver)).find((one) => one.id === deal)!;
      assert.equal((await giftsOf(deal)).length, state === "paid" ? 1 : 0, state);
      if (state === "withdrawn") assert.equal((await refusalOf(pay(deal))).code, "deal_over");
    }
  });

  it("pays no deal by another card's gift that took its id at the same moment", async () => {
    const { giver, read, propose, pay } = await atTheBoard();
    const deal = randomUUID();
    await propose("10", "0", deal);
    const held = await holdRow(town.stack.ownerUrl, "offer_deal", deal);
    const paying = refusalOf(pay(deal));
    const taken = { ...gift(0, "1", byNumber(4)), giftId: deal };
    const taking = held.isWaitedFor().then(() => give(taken));
    await taking.finally(held.release);
    assert.equal((await paying).code, "id_reused");
    assert.equal((await read(giver)).find(({ id }) => id === deal)!.state, "proposed");
  });

  it("leaves a deal open where it cannot be paid: another card, a wrong password, more than a day's sum", async () => {
    const { taker, id, offerId, giver, read, propose, pay } = await atTheBoard();
    const deal = randomUUID();
    await propose("1201", "0", deal);
    assert.equal((await refusalOf(pay(deal))).code, "gift_day_limit");
    assert.equal((await refusalOf(pay(deal, 1, { password: "00000001" }))).code, "wrong_password");
    assert.equal((await read(taker))[0]!.state, "proposed");
    await taker.post(`/deals/${deal}/withdrawal`);
    const small = randomUUID();
    await propose("1", "0", small);
    assert.equal((await refusalOf(pay(small, 0))).code, "other_card");
    const stranger = await BoardClient.open(town.stack.url, cardAt(town, 4));
    assert.equal((await refusalOf(stranger.post(`/deals/${small}/withdrawal`))).code, "not_found");
    assert.equal((await giftsOf(small)).length, 0);
    await pay(small);
    await giver.post(`/offers/${offerId}/closure`);
    // What was agreed goes with the messages; what was paid stays in the books.
    await query("update offer set closed_at = closed_at - interval '31 days' where id = $1", [
      offerId,
    ]);
    const db = openDatabase(town.stack.replica.databaseUrl, 1);
    await forgetOffers({ db, clock: systemClock }).finally(() => db.destroy());
    assert.equal((await query("select from offer_deal where thread_id = $1", [id])).length, 0);
    assert.equal((await giftsOf(small)).length, 1);
  });

  it("is spent at a shop once it is on chain", async () => {
    await settled();
    const { code: activationCode, password } = town.play.sheets[1]!;
    const till = new ApiClient(town.stack.url);
    await till.post("/api/tills", { json: { activationCode, password, label: "Prova" } });
    await till.post("/api/tills/current/proof", { json: { activationCode, password } });
    await till.post("/api/tills/current/local-share", { json: { percent: 100 } });
    const all = await localOf(1);
    const payment = paymentOf(cardAt(town, 1), `${all}`);
    const local = { amountCents: `${all}`, billCents: `${all}` };
    await till.post("/api/payments", { json: { ...payment, local } });
    assert.equal(await localOf(1), 0n);
  });

  it("reconciles to the cent, and comes to the same state when the chain is read again", async () => {
    await settled();
    await eventually("the books agree", async () => {
      const path = `/api/programmes/${LOCAL_VALUE}/reconciliation`;
      const { differences, chainCompleteAt } = await town.desk.desk.api.get<Reconciliation>(path);
      return differences.length === 0 && chainCompleteAt !== null;
    });
    const lived = await tableContents(town.stack.ownerUrl, VOLATILE);
    await rebuildIndex(town.stack, 5_000n);
    assert.deepEqual(await tableContents(town.stack.ownerUrl, VOLATILE), lived);
  });
});
