import { strict as assert } from "node:assert";
import { randomBytes, randomUUID } from "node:crypto";

import type { PaymentId } from "../../core/shared/ids.ts";
import { cents } from "../../core/shared/money.ts";
import { ok } from "../../core/shared/result.ts";
import type { Custody, Grant } from "../../server/custody/custody.ts";
import type { Till } from "../../server/merchants/merchants.ts";
import { type PaymentDeps, acceptPayment } from "../../server/payments/accept-payment.ts";
import { type Database, openDatabase } from "../../server/shared/database.ts";
import { systemRandom } from "../../server/shared/random.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import {
  type PaymentInput,
  type PlayedTown,
  balanceOf,
  cardAndTill,
  paymentOf,
  sheetOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { FREE_SPENDING } from "../support/free-day.ts";
import { type Replica, startReplica } from "../support/replica.ts";
import { run } from "../support/throwaway-postgres.ts";

type Answer = { status: number; text: string };

describe("The same request, again", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let other: Replica;
  const activated = new Map<string, string>();

  before(async () => {
    // Small notes: none holds more of the hundred payments than an account may have open.
    const terms = { accountsPerRecharge: 16 };
    // Nothing is settled here: what an account can hold open at once is part of what is raced for.
    const settings = { BORGO_SETTLE_AFTER_SECONDS: "3600" };
    town = await startPlayedTown({ settings, terms, keyIn: "file" });
    other = await startReplica(town.stack);
  });

  after(async () => {
    await other?.stop();
    await town?.stack.stop();
  });

  const urls = () => [town.stack.url, other.url];

  async function call(url: string, method: string, path: string, cookie: string, body?: object) {
    const headers = {
      cookie,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}${path}`, { method, headers, ...text });
    return {
      status: answer.status,
      text: await answer.text(),
      cookie: answer.headers.get("set-cookie"),
    };
  }

  /** Sends a payment as it is, and again while the service is busy; answers the bytes that came back. */
  async function pay(url: string, cookie: string, payment: PaymentInput): Promise<Answer> {
    for (;;) {
      const { status, text } = await call(url, "POST", "/api/payments", cookie, payment);
      if (status !== 503) return { status, text };
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** A new session of a till of that purchase's shop. */
  async function activate(position: number): Promise<string> {
    const { vatNumber } = town.files.purchases[position]!;
    const { code: activationCode, password } = await sheetOf(town, vatNumber);
    const body = { activationCode, password, label: "Prova" };
    const { status, cookie } = await call(town.stack.url, "POST", "/api/tills", "", body);
    assert.equal(status, 201);
    return cookie!.split(";")[0]!;
  }

  async function cookieOf(position: number): Promise<string> {
    const { vatNumber } = town.files.purchases[position]!;
    if (!activated.has(vatNumber)) activated.set(vatNumber, await activate(position));
    return activated.get(vatNumber)!;
  }

  const codeOf = ({ text }: Answer) => (JSON.parse(text) as { code: string }).code;

  async function countOf(paymentId: string): Promise<number> {
    const rows = await run(
      town.stack.ownerUrl,
      "select from signed_transfer where payment_id = $1",
      [paymentId],
    );
    return rows.length;
  }

  it("has one answer, byte for byte: at once, later, here and on another replica", async () => {
    const { card } = cardAndTill(town, 0);
    const cookie = await cookieOf(0);
    const balance = await balanceOf(town.stack.url, card);
    const payment = paymentOf(card, "137");
    const atOnce = await Promise.all(
      Array.from({ length: 16 }, (_, index) => pay(urls()[index % 2]!, cookie, payment)),
    );
    const later = await Promise.all(urls().map((url) => pay(url, cookie, payment)));
    const answers = new Set([...atOnce, ...later].map(({ status, text }) => `${status} ${text}`));
    assert.equal(answers.size, 1, [...answers].join("\n"));
    assert.match([...answers][0]!, /^201 /);
    assert.equal(await countOf(payment.paymentId), 1);
    assert.equal(await balanceOf(town.stack.url, card), balance - 137n);
    const path = `/api/payments/${payment.paymentId}/void`;
    assert.equal((await call(town.stack.url, "POST", path, cookie)).status, 200);
    for (const url of urls())
      assert.ok(answers.has(`201 ${(await pay(url, cookie, payment)).text}`), "after the void");
    assert.equal(await balanceOf(town.stack.url, card), balance);
  });

  it("is refused with another amount, card or shop, on either replica", async () => {
    const { card } = cardAndTill(town, 0);
    const cookie = await cookieOf(0);
    const payment = paymentOf(card, "120");
    const first = await pay(town.stack.url, cookie, payment);
    assert.equal(first.status, 201);
    const stranger = town.files.purchases.findIndex(
      ({ vatNumber }) => vatNumber !== town.files.purchases[0]!.vatNumber,
    );
    const { card: another } = cardAndTill(town, anotherCard());
    const changed: [string, PaymentInput, string][] = [
      [cookie, { ...payment, amountCents: "121" }, "payment_id_reused"],
      [cookie, { ...paymentOf(another, "120"), paymentId: payment.paymentId }, "payment_id_reused"],
      [await cookieOf(stranger), payment, "payment_id_reused"],
    ];
    for (const [session, input, code] of changed)
      for (const url of urls()) assert.equal(codeOf(await pay(url, session, input)), code);
    assert.deepEqual(await pay(other.url, cookie, payment), first);
    assert.equal(await countOf(payment.paymentId), 1);
  });

  function anotherCard(): number {
    const { protocol } = town.files.purchases[0]!;
    return town.files.purchases.findIndex((purchase) => purchase.protocol !== protocol);
  }

  it("accepts one of two amounts that race under one id", async () => {
    const { card } = cardAndTill(town, 1);
    const cookie = await cookieOf(1);
    for (let round = 0; round < 5; round += 1) {
      const one = paymentOf(card, "11");
      const inputs = [one, { ...one, amountCents: "12" }];
      const answers = await Promise.all(
        inputs.map((input, index) => pay(urls()[(index + round) % 2]!, cookie, input)),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
      assert.equal(codeOf(answers.find(({ status }) => status === 409)!), "payment_id_reused");
      assert.equal(await countOf(one.paymentId), 1);
    }
  });

  it("is answered to the same shop after its till's session ended", async () => {
    const { card } = cardAndTill(town, 0);
    const cookie = await activate(0);
    const payment = paymentOf(card, "99");
    const first = await pay(town.stack.url, cookie, payment);
    const ended = await call(other.url, "DELETE", "/api/tills/current", cookie);
    assert.equal(ended.status, 204);
    assert.equal(codeOf(await pay(town.stack.url, cookie, payment)), "till_required");
    assert.deepEqual(await pay(other.url, await activate(0), payment), first);
    assert.equal(await countOf(payment.paymentId), 1);
  });

  it("has one end where giving up races with paying, from two replicas", async () => {
    const { card } = cardAndTill(town, 2);
    const cookie = await cookieOf(2);
    const balance = await balanceOf(town.stack.url, card);
    let paid = 0n;
    for (let round = 0; round < 12; round += 1) {
      const payment = paymentOf(card, "10");
      const path = `/api/payments/${payment.paymentId}/abandon`;
      const [first, second] = round % 2 === 0 ? urls() : urls().reverse();
      const [answer, end] = await Promise.all([
        pay(first!, cookie, payment),
        call(second!, "POST", path, cookie),
      ]);
      const { outcome } = JSON.parse(end.text) as { outcome: string };
      const isPaid = answer.status === 201;
      assert.equal(outcome, isPaid ? "accepted" : "abandoned");
      if (!isPaid) assert.equal(codeOf(answer), "payment_abandoned");
      if (isPaid) paid += 10n;
      assert.deepEqual(await pay(second!, cookie, payment), answer, "asked once more");
      assert.equal((await call(first!, "POST", path, cookie)).text, end.text, "given up once more");
    }
    assert.equal(await balanceOf(town.stack.url, card), balance - paid);
  });

  describe("four hundred requests for a balance of a hundred", () => {
    const pools: Database[] = [];
    after(() => Promise.all(pools.map((db) => db.destroy())));

    it("are granted exactly a hundred times, over two replicas' connections", async () => {
      const { card } = cardAndTill(town, cardWithHundred());
      const { till, sealedKeyId } = await partiesOf(card);
      const price = (await balanceOf(town.stack.url, card)) / 100n;
      const replicas = [depsOf(sealedKeyId), depsOf(sealedKeyId)];
      const outcomes = await Promise.all(
        Array.from({ length: 400 }, (_, index) =>
          acceptPayment(replicas[index % 2]!, till, {
            paymentId: randomUUID() as PaymentId,
            amount: cents(price),
            cardCode: card.code,
            password: card.password,
          }),
        ),
      );
      const refusals = outcomes.flatMap((one) => (one.ok ? [] : [one.refusal.code]));
      assert.deepEqual(new Set(refusals), new Set(["insufficient_funds"]));
      assert.equal(outcomes.length - refusals.length, 100);
      assert.equal(await balanceOf(town.stack.url, card), 0n);
    });

    /** A card that the tests before have not touched, whose balance a hundred equal payments use up. */
    function cardWithHundred(): number {
      const used = [0, 1, 2, anotherCard()].map((at) => town.files.purchases[at]!.protocol);
      return town.files.purchases.findIndex(({ protocol }) => !used.includes(protocol));
    }

    async function partiesOf(card: CardSheet) {
      const [row] = await run<{ sealed_key_id: string }>(
        town.stack.ownerUrl,
        "select sealed_key_id from card where number = $1",
        [card.number.replace(/\D/g, "")],
      );
      const [till] = await run<{ id: string; merchant_id: string; account: string }>(
        town.stack.ownerUrl,
        "select till.id, merchant_id, account from till join merchant on merchant.id = merchant_id limit 1",
      );
      const merchant = { id: till!.merchant_id, account: till!.account };
      return {
        till: { id: till!.id, merchant } as unknown as Till,
        sealedKeyId: row!.sealed_key_id,
      };
    }

    /** The real path on the real database; only the password's check, which takes its time, is left out. */
    function depsOf(sealedKeyId: string): PaymentDeps {
      const db = openDatabase(town.stack.replica.databaseUrl, 8);
      pools.push(db);
      const hash = () => `0x${randomBytes(32).toString("hex")}` as const;
      const custody = {
        unlock: async () => ok({ sealedKeyId, grant: "grant" as unknown as Grant }),
        release: async () => undefined,
        signPayments: async (_: Grant, payments: readonly unknown[]) =>
          payments.map(() => ({ digest: hash(), signature: hash() })),
      } as unknown as Custody;
      const limit = cents(100_000_000);
      return {
        db,
        custody,
        random: systemRandom,
        deployment: town.stack.deployment,
        pace: { spreadSeconds: 0 },
        limits: { largestPayment: limit, unsettledLimit: limit, spending: FREE_SPENDING },
        unsettled: () => cents(0),
      };
    }
  });
});
