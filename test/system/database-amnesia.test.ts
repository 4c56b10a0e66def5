import { strict as assert } from "node:assert";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { drain } from "../faults/judge-world.ts";
import { History } from "../faults/history.ts";
import { type Sale, codeOf, post, saleOf, sell } from "../faults/tills.ts";
import { type FaultTown, startFaultTown } from "../faults/town.ts";
import { pause } from "../faults/world.ts";
import { clientFor } from "../support/bare-node.ts";
import { eventually } from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

/** Every nonce is used up by a transaction of its own: on a machine that others keep busy that took 45 seconds. */
const RECOVERED_WITHIN_SECONDS = 180;

type Mark = { quarantined_because: string | null };

describe("A database that is put back to an older copy", function () {
  this.timeout(300_000);
  let town: FaultTown;
  const known: Sale[] = [];
  const forgotten: Sale[] = [];

  before(async () => {
    town = await startFaultTown({ replicas: 2 });
  });

  after(() => town?.world.stop());

  const till = () => town.tills[0]![0];
  const url = () => town.world.urls[0]!;

  async function paySettled(into: Sale[], count: number, cents: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const sale = saleOf(town.cards[index]!, cents + index);
      assert.equal(await sell(town.history, () => town.world.urls, till(), sale), "ok");
      into.push(sale);
    }
    assert.deepEqual(await drain(town.world, new History()), []);
  }

  const marks = () =>
    run<Mark>(town.world.ownerUrl, "select quarantined_because from database_mark");

  it("is found out, promises nothing meanwhile, and learns from the chain what it forgot", async () => {
    await paySettled(known, 2, 100);
    const copy = await town.world.copyDatabase();
    await town.world.fundRelayer();
    await paySettled(forgotten, 3, 200);
    const node = clientFor(town.world.chain.rpcUrl);
    // Nothing is mined for now, so that the quarantine lasts as long as it is looked at.
    await node.setAutomine(false);
    await town.world.restoreDatabase(copy);
    await eventually("quarantine", async () => (await marks())[0]!.quarantined_because !== null);
    await eventually("refused", async () => {
      const answer = await post(url(), "/api/payments", till(), saleOf(town.cards[5]!, 10));
      return answer?.status === 503 && codeOf(answer) === "recovering";
    });
    const health = (await (await fetch(`${url()}/health`)).json()) as { database: string };
    assert.equal(health.database, "recovering");
    assert.match(await (await fetch(`${url()}/metrics`)).text(), /^borgo_quarantined 1$/m);
    const inserts = run(
      town.world.ownerUrl,
      `insert into payment select gen_random_uuid(), till_id, merchant_id, 'accepted', request_hash, card_id,
         amount_cents, left_cents, facts, accepted_at from payment limit 1`,
    );
    await assert.rejects(inserts, /quarantine/, "the database itself refuses");
    await node.setAutomine(true);
    await node.mine({ blocks: 1 });
    const isOver = async () => (await marks())[0]!.quarantined_because === null;
    await eventually("over", isOver, RECOVERED_WITHIN_SECONDS);
  });

  it("has used up every nonce that may have been signed with", async () => {
    const [row] = await run<{ next: string; burn_until: string | null; address: `0x${string}` }>(
      town.world.ownerUrl,
      "select address, next_nonce::text as next, burn_until from relayer",
    );
    const node = clientFor(town.world.chain.rpcUrl);
    const used = await node.getTransactionCount({ address: row!.address });
    assert.equal(row!.burn_until, null);
    assert.equal(String(used), row!.next);
  });

  it("knows the payments that it had forgotten, by what the chain says of them", async () => {
    const rows = await run<{ amount: string }>(
      town.world.ownerUrl,
      "select amount_cents::text as amount from recovered_transfer order by amount_cents",
    );
    assert.deepEqual(
      rows.map(({ amount }) => amount),
      forgotten.map(({ amountCents }) => amountCents),
    );
    const held = await run(town.world.ownerUrl, "select 1 from account where held_cents <> 0");
    assert.equal(held.length, 0);
    const wrong = await run(
      town.world.ownerUrl,
      `select 1 from account as a join voucher_holder as h on h.address = a.address
       where h.balance_cents <> a.confirmed_cents`,
    );
    assert.equal(wrong.length, 0);
  });

  it("takes payments again from the same cards, with nonces that were never used", async () => {
    await paySettled(known, 4, 300);
    const clash = await run(
      town.world.ownerUrl,
      `select 1 from recovered_transfer as r join signed_transfer as t
         on t.from_account = r.from_account and t.nonce = r.nonce and t.programme_id = r.programme_id`,
    );
    assert.equal(clash.length, 0);
    const failed = await run(
      town.world.ownerUrl,
      "select 1 from signed_transfer where state = 'failed'",
    );
    assert.equal(failed.length, 0);
  });

  it("is found out by the chain alone where the notes are lost too", async () => {
    const copy = await town.world.copyDatabase();
    await town.world.fundRelayer();
    await paySettled([], 1, 400);
    await rm(join(town.world.folder, "marks"), { recursive: true, force: true });
    const since = new Date();
    await pause(10);
    await town.world.restoreDatabase(copy);
    const isRecovered = async () => {
      const rows = await run(
        town.world.ownerUrl,
        "select 1 from recovered_transfer where amount_cents = 400",
      );
      return rows.length === 1 && (await marks())[0]!.quarantined_because === null;
    };
    await eventually("recovered", isRecovered, RECOVERED_WITHIN_SECONDS);
    assert.ok(since.getTime() < Date.now());
    await paySettled(known, 2, 500);
  });
});
