import { strict as assert } from "node:assert";

import { judgePassword } from "#core/card/password-policy.ts";

import { ApiClient, ApiProblem } from "../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import { inventedCode } from "../attacks/guessing.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAndTill,
  cardsOf,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

/** The printer's sheets say whose card it is. */
type Holder = { holder: { surname: string; name: string } };

describe("A card's password", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let home: ApiClient;

  before(async () => {
    town = await startPlayedTown();
    home = new ApiClient(town.stack.url);
  });
  after(() => town?.stack.stop());

  const change = ({ code: cardCode, password }: CardSheet, newPassword: string) =>
    home.post("/api/card-passwords", { json: { cardCode, password, newPassword } });

  it("is changed by whoever has card and password, and then opens alone", async () => {
    const { card, till } = cardAndTill(town, 0);
    const balance = await balanceOf(town.stack.url, card);
    await change(card, "tre Capre nere");
    const old = await refusalOf(till.post("/api/payments", { json: paymentOf(card, "100") }));
    assert.equal(old.code, "wrong_password");
    const renewed = { ...card, password: "tre Capre nere" };
    await till.post("/api/payments", { json: paymentOf(renewed, "100") });
    assert.equal(await balanceOf(town.stack.url, renewed), balance - 100n);
    await change(renewed, "84 17 63 92");
    await till.post("/api/payments", { json: paymentOf({ ...card, password: "84176392" }, "100") });
  });

  it("is not changed into what a thief tries first, and then the old one still opens", async () => {
    // Of the numbers that chance makes, some read as a date or a line of the keypad as well.
    const used = [0, 2, 3, 4].map((position) => cardAndTill(town, position).card.number);
    const card = cardsOf(town).find(
      ({ number }) => !used.includes(number) && judgePassword(number, []).ok,
    )!;
    const [row] = await run<{ number: string }>(
      town.stack.ownerUrl,
      "select number from card where number = $1",
      [card.number],
    );
    const { surname, name } = (card as CardSheet & Holder).holder;
    for (const [newPassword, reason] of [
      ["24121950", "date"],
      ["12345678", "sequence"],
      ["14725836", "keypad"],
      ["1212121", "too_short"],
      [row!.number, "on_the_card"],
      [`${name} ${surname}`, "on_the_card"],
    ] as const) {
      const refused = await refusalOf(change(card, newPassword));
      assert.deepEqual([refused.status, refused.code], [422, "weak_password"]);
      assert.equal(refused.problem["reason"], reason, newPassword);
    }
    assert.ok((await balanceOf(town.stack.url, card)) > 0n);
  });

  it("counts the old password's tries as everywhere, and tells an unknown card from none", async () => {
    const { card } = cardAndTill(town, 2);
    const wrong = await refusalOf(change({ ...card, password: "10203041" }, "84176392"));
    assert.deepEqual([wrong.code, wrong.problem["triesLeft"]], ["wrong_password", 4]);
    const unknown = await refusalOf(change({ ...card, code: inventedCode(7) }, "84176392"));
    assert.deepEqual([unknown.code, unknown.problem["triesLeft"]], ["wrong_password", 4]);
    assert.ok((await balanceOf(town.stack.url, card)) > 0n);
  });

  it("changes once where two change it at the same time, while tills ask", async () => {
    const { card, till } = cardAndTill(town, 3);
    const before = await balanceOf(town.stack.url, card);
    const passwords = ["84176392", "tre Capre nere"];
    const [changes, payments] = await Promise.all([
      Promise.allSettled(passwords.map((password) => change(card, password))),
      Promise.allSettled(
        Array.from({ length: 3 }, () =>
          till.post("/api/payments", { json: paymentOf(card, "10") }),
        ),
      ),
    ]);
    const won = changes.findIndex(({ status }) => status === "fulfilled");
    assert.equal(changes.filter(({ status }) => status === "fulfilled").length, 1);
    const paid = payments.filter(({ status }) => status === "fulfilled").length;
    const balance = await balanceOf(town.stack.url, { ...card, password: passwords[won]! });
    assert.equal(balance, before - 10n * BigInt(paid));
  });

  it("blocks its card at every till, while a purchase is under way too, and the office alone opens it", async () => {
    const { card, till } = cardAndTill(town, 5);
    const block = (password: string) =>
      home.post("/api/card-blocks", { json: { cardCode: card.code, password } });
    const before = await balanceOf(town.stack.url, card);
    const wrong = await refusalOf(block("10203041"));
    assert.deepEqual([wrong.code, wrong.problem["triesLeft"]], ["wrong_password", 4]);
    const [payments] = await Promise.all([
      Promise.allSettled(
        Array.from({ length: 3 }, () =>
          till.post("/api/payments", { json: paymentOf(card, "10") }),
        ),
      ),
      block(card.password),
      block(card.password),
    ]);
    for (const payment of payments)
      if (payment.status === "rejected")
        assert.equal((payment.reason as ApiProblem).code, "card_not_active");
    const paid = payments.filter(({ status }) => status === "fulfilled").length;
    const after = await refusalOf(till.post("/api/payments", { json: paymentOf(card, "10") }));
    assert.equal(after.code, "card_not_active");
    const seen = await home.post<{ status: string; availableCents: string }>("/api/card-views", {
      json: { cardCode: card.code, password: card.password },
    });
    assert.equal(seen.status, "blocked");
    assert.equal(BigInt(seen.availableCents), before - 10n * BigInt(paid));
    const [row] = await run<{ id: string; reason: string }>(
      town.stack.ownerUrl,
      "select id, status_reason as reason from card where status = 'blocked'",
    );
    assert.match(row!.reason, /con la sua password/);
    await town.desk.desk.api.post(`/api/cards/${row!.id}/unblock`);
    await till.post("/api/payments", { json: paymentOf(card, "10") });
  });

  it("waits no longer than a line of requests may be: then 503, and when to come back", async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        home
          .send("POST", "/api/card-views", "application/json", {
            json: { cardCode: inventedCode(1_000 + index), password: "10203041" },
          })
          .then(() => assert.fail("An invented code has opened."))
          .catch((error: unknown) => {
            if (error instanceof ApiProblem) return error;
            throw error;
          }),
      ),
    );
    const shed = answers.filter(({ status }) => status === 503);
    assert.ok(shed.length > 0, "nothing was shed");
    for (const { code, problem } of shed) {
      assert.equal(code, "busy");
      assert.ok(Number(problem["retryAfterSeconds"]) >= 1);
    }
    const others = answers.filter(({ status }) => status !== 503).map(({ code }) => code);
    assert.deepEqual([...new Set(others)].sort(), ["too_many_tries", "wrong_password"]);
    const { card, till } = cardAndTill(town, 4);
    await till.post("/api/payments", { json: paymentOf(card, "10") });
  });

  it("is tried no more from an address that guessed, until the office unlocks it, and that is written down", async () => {
    const card = cardsOf(town).at(-1)!;
    let locked = await refusalOf(home.post("/api/card-views", { json: guessFor(card) }));
    for (let guess = 0; locked.code !== "too_many_tries"; guess += 1) {
      assert.ok(guess < 80, "the address is never locked");
      const json = { cardCode: inventedCode(5_000 + guess), password: "10203041" };
      locked = await refusalOf(home.post("/api/card-views", { json }));
    }
    const right = { cardCode: card.code, password: card.password };
    const refused = await refusalOf(home.post("/api/card-views", { json: right }));
    assert.equal(refused.code, "too_many_tries", "the right password neither");
    const address = refused.problem["from"];
    assert.match(String(address), /^(127\.0\.0\.1|0:0:0:0::\/64)$/);
    const { api } = town.desk.desk;
    type Source = { wrongPasswords: number; lockedUntil?: string };
    const look = () => api.post<Source>("/api/sources/guesses", { json: { address } });
    const before = await look();
    assert.ok(before.wrongPasswords >= 60 && before.lockedUntil !== undefined);
    const other = await api.post<Source>("/api/sources/guesses", {
      json: { address: "192.0.2.200" },
    });
    assert.deepEqual([other.wrongPasswords, other.lockedUntil], [0, undefined]);
    const nonsense = api.post("/api/sources/unlock", { json: { address: "la biblioteca" } });
    assert.equal((await refusalOf(nonsense)).code, "malformed_request");
    await api.post("/api/sources/unlock", { json: { address } });
    assert.deepEqual([(await look()).wrongPasswords, (await look()).lockedUntil], [0, undefined]);
    assert.ok((await balanceOf(town.stack.url, card)) > 0n);
    const acts = await run<{ subject: string }>(
      town.stack.ownerUrl,
      "select subject from audit_entry where act = 'source_unlocked'",
    );
    assert.equal(acts.length, 1);
    assert.ok(!acts[0]!.subject.includes("127.0.0.1"), "the log names no address");
  });
});

function guessFor({ code: cardCode }: CardSheet) {
  return { cardCode, password: "10203041" };
}
