import { strict as assert } from "node:assert";
import { type Socket, connect } from "node:net";
import { Writable } from "node:stream";

import { pino } from "pino";

import {
  type PaymentInput,
  type PlayedTown,
  cardAndTill,
  eventually,
  paymentOf,
  sheetOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { type Replica, startReplica } from "../support/replica.ts";
import { run } from "../support/throwaway-postgres.ts";

type Line = Record<string, unknown> & { msg: string };

describe("Running the service", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let cookie: string;
  const lines: Line[] = [];

  before(async () => {
    const sink = new Writable({
      write: (chunk: Buffer, _, done) => {
        const texts = chunk.toString().trim().split("\n");
        lines.push(...texts.map((text) => JSON.parse(text) as Line));
        done();
      },
    });
    town = await startPlayedTown({ keyIn: "file", log: pino({ level: "info" }, sink) });
    cookie = await activateTill();
  });

  after(() => town?.stack.stop());

  async function activateTill(): Promise<string> {
    const { vatNumber } = town.files.purchases[0]!;
    const { code: activationCode, password } = await sheetOf(town, vatNumber);
    const answer = await fetch(`${town.stack.url}/api/tills`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ activationCode, password, label: "Prova" }),
    });
    return answer.headers.get("set-cookie")!.split(";")[0]!;
  }

  async function withReplica(
    settings: Readonly<Record<string, string>>,
    work: (replica: Replica) => Promise<void>,
  ): Promise<void> {
    const replica = await startReplica(town.stack, settings);
    await work(replica).finally(() => replica.stop());
  }

  const pay = (url: string, payment: PaymentInput) =>
    fetch(`${url}/api/payments`, {
      method: "POST",
      headers: { cookie, "content-type": "application/json" },
      body: JSON.stringify(payment),
    });

  async function codeOf(answer: Response): Promise<string> {
    return ((await answer.json()) as { code: string }).code;
  }

  describe("limits", () => {
    it("refuses a till that sends too much, and no other", async () => {
      await withReplica({ BORGO_TILL_REQUESTS_PER_SECOND: "2" }, async ({ url }) => {
        const ask = (headers: Record<string, string>) =>
          fetch(`${url}/api/tills/current`, { headers });
        const answers = await Promise.all(Array.from({ length: 14 }, () => ask({ cookie })));
        const refused = answers.filter(({ status }) => status === 429);
        assert.ok(refused.length >= 2 && refused.length <= 4, `${refused.length} refused`);
        assert.ok(Number(refused[0]!.headers.get("retry-after")) >= 1);
        assert.equal(await codeOf(refused[0]!), "too_many_requests");
        assert.equal((await ask({ cookie: "borgo_till=another" })).status, 401);
      });
    });

    it("refuses an address that sends too much, and believes only its own proxies about it", async () => {
      const settings = { BORGO_SOURCE_REQUESTS_PER_SECOND: "2", BORGO_PROXIES: "1" };
      await withReplica(settings, async ({ url }) => {
        const ask = (from: string) =>
          fetch(`${url}/api/town`, { headers: { "x-forwarded-for": from } });
        const forged = Array.from({ length: 14 }, (_, index) => `10.0.0.${index}, 203.0.113.7`);
        const answers = await Promise.all(forged.map(ask));
        assert.ok(
          answers.some(({ status }) => status === 429),
          "a forged address hides nothing",
        );
        assert.equal((await ask("203.0.113.8")).status, 200, "another address");
      });
    });

    it("refuses early what is too much for all, and stays quick for the rest", async () => {
      await withReplica({ BORGO_REQUESTS_AT_ONCE: "4" }, async ({ url }) => {
        const { card } = cardAndTill(town, 0);
        const timed = async () => {
          const startedMs = performance.now();
          const answer = await pay(url, paymentOf(card, "1"));
          return { answer, ms: performance.now() - startedMs };
        };
        await timed();
        const alone = await timed();
        const answers = await Promise.all(Array.from({ length: 40 }, timed));
        const shed = answers.filter(({ answer }) => answer.status === 503);
        const accepted = answers.filter(({ answer }) => answer.status === 201);
        assert.ok(accepted.length >= 4, `${accepted.length} accepted`);
        assert.equal(shed.length + accepted.length, 40);
        assert.ok(shed.every(({ answer }) => answer.headers.get("retry-after") !== null));
        const slowest = Math.max(...accepted.map(({ ms }) => ms));
        assert.ok(slowest < 2_000 + 20 * alone.ms, `${slowest} ms, and ${alone.ms} ms alone`);
      });
    });

    it("takes no body that is too large, announced or not", async () => {
      const { url } = town.stack;
      const large = "x".repeat(10 * 1024 * 1024);
      const headers = { cookie, "content-type": "application/json" };
      const path = `${url}/api/payments`;
      const announced = await fetch(path, { method: "POST", headers, body: large }).catch(
        () => null,
      );
      if (announced !== null) assert.equal(announced.status, 413);
      const stream = new Blob([large]).stream();
      const init = { method: "POST", headers, body: stream, duplex: "half" } as RequestInit;
      const unannounced = await fetch(path, init).catch(() => null);
      if (unannounced !== null) assert.equal(unannounced.status, 413);
      assert.equal((await fetch(`${url}/health`)).status, 200);
      const before = process.memoryUsage().rss;
      await Promise.all(
        Array.from({ length: 10 }, () =>
          fetch(path, { method: "POST", headers, body: large }).catch(() => null),
        ),
      );
      const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
      assert.ok(grown < 200, `grew by ${grown} MB`);
    });

    it("waits for nobody who sends drop by drop", async () => {
      await withReplica({ BORGO_REQUEST_SECONDS: "1" }, async ({ url }) => {
        const heads =
          "POST /api/payments HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
        const drips = [heads, `${heads}content-length: 1000\r\n\r\n{`].map((start) =>
          drip(url, start),
        );
        for (const ended of await Promise.all(drips)) assert.ok(ended.ms < 6_000, `${ended.ms} ms`);
        assert.equal((await fetch(`${url}/health`)).status, 200);
      });
    });
  });

  /** Begins a request, goes on by one byte now and then, and tells how long the service put up with it. */
  async function drip(url: string, start: string): Promise<{ ms: number }> {
    const startedMs = performance.now();
    const socket: Socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.resume();
    socket.write(start);
    const drops = setInterval(() => socket.write("x"), 100);
    await Promise.race([
      new Promise((resolve) => socket.once("close", resolve)),
      new Promise((resolve) => setTimeout(resolve, 10_000)),
    ]);
    clearInterval(drops);
    socket.destroy();
    return { ms: performance.now() - startedMs };
  }

  it("answers all that is under way when it is told to stop, and loses nothing", async () => {
    const replica = await startReplica(town.stack);
    const payments = town.files.purchases
      .slice(0, 12)
      .map((_, at) => paymentOf(cardAndTill(town, at).card, "7"));
    const answers = payments.map((payment) => pay(replica.url, payment));
    await Promise.race(answers);
    const startedMs = performance.now();
    await replica.stop();
    assert.ok(performance.now() - startedMs < 15_000, "ends in time");
    // Whom the end meets before a request has arrived is cut off, and nothing was done: the till asks again.
    const statuses = (await Promise.allSettled(answers)).map((one) =>
      one.status === "fulfilled" ? one.value.status : "cut off",
    );
    for (const [at, status] of statuses.entries()) {
      assert.ok([201, 503, "cut off"].includes(status), `answered with ${status}`);
      const rows = await run(town.stack.ownerUrl, "select from payment where id = $1", [
        payments[at]!.paymentId,
      ]);
      assert.equal(rows.length, status === 201 ? 1 : 0, `${status}: answered as it was done`);
    }
    assert.ok(statuses.filter((status) => status === 201).length > 1, statuses.join());
    await assert.rejects(fetch(`${replica.url}/health`), "and takes no more");
  });

  it("logs a payment's whole way under its id", async () => {
    const { card } = cardAndTill(town, 0);
    const payment = paymentOf(card, "33");
    assert.equal((await pay(town.stack.url, payment)).status, 201);
    const isOfPayment = (one: Line) =>
      one["payment"] === payment.paymentId ||
      ((one["payments"] ?? []) as string[]).includes(payment.paymentId);
    const of = (text: string) => lines.find((one) => one.msg === text && isOfPayment(one));
    await eventually("settled, says the log", async () => of("settled") !== undefined);
    assert.equal(of("payment accepted")!["cents"], "33");
    const { batch } = of("batched")!;
    const sent = lines.find((one) => one.msg === "batch sent" && one["batch"] === batch)!;
    assert.match(String(sent["hash"]), /^0x/);
    const text = JSON.stringify(lines);
    for (const secret of [payment.password, payment.cardCode, cookie.split("=")[1]!])
      assert.ok(!text.includes(secret), "no secret in the log");
  });
});
