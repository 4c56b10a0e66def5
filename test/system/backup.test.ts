import { strict as assert } from "node:assert";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { History } from "../faults/history.ts";
import { brokenRules, differencesToChain, drain, paymentsOf } from "../faults/judge-world.ts";
import { confirmByStandby, copyWhileRunning, startStandby } from "../faults/standby.ts";
import { saleOf, sell } from "../faults/tills.ts";
import { type FaultTown, startFaultTown } from "../faults/town.ts";
import { eventually } from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

describe("A town's database, copied and taken over", function () {
  this.timeout(300_000);
  let town: FaultTown;

  before(async () => {
    town = await startFaultTown({ replicas: 2 });
  });

  after(() => town?.world.stop());

  const query = <Row extends object>(text: string) =>
    run<Row & Record<string, unknown>>(town.world.ownerUrl, text);

  /** Sells until told to stop; every sale that was accepted is in the history. */
  function keepSelling(history: History): () => Promise<void> {
    const { world, cards, tills } = town;
    const selling = new AbortController();
    const sellers = [0, 1, 2].map(async (seller) => {
      for (let count = 0; !selling.signal.aborted; count += 1) {
        const card = cards[(seller + 3 * count) % cards.length]!;
        const till = tills[count % tills.length]![0];
        await sell(history, () => world.urls, till, saleOf(card, 1 + (count % 9)), 3);
      }
    });
    return async () => {
      selling.abort();
      await Promise.all(sellers);
    };
  }

  async function sellSome(history: History, sales: number): Promise<void> {
    const stop = keepSelling(history);
    await eventually("some were sold", async () => history.acceptedCount >= sales);
    await stop();
  }

  const outOfQuarantine = () =>
    eventually("open again", async () => {
      await town.world.fundRelayer();
      const rows = await query("select from database_mark where quarantined_because is null");
      return rows.length === 1;
    });

  /** Books, rows and chain say the same; every holder was compared with the chain since now. */
  async function agrees(): Promise<void> {
    assert.deepEqual(await drain(town.world, new History()), []);
    assert.deepEqual(await brokenRules(town.world.ownerUrl), []);
    assert.deepEqual(await differencesToChain(town.world), []);
    const [{ now }] = (await query<{ now: Date }>("select now()")) as [{ now: Date }];
    await eventually("compared", async () => {
      const rows = await query<{ differences: unknown[]; chain_complete_at: Date | null }>(
        "select differences, chain_complete_at from reconciliation",
      );
      for (const { differences } of rows) assert.deepEqual(differences, []);
      return rows.every(({ chain_complete_at: at }) => at !== null && at > now);
    });
  }

  /** What was accepted, in cents: here, and where only the chain remembers it. */
  async function knownCents(): Promise<bigint> {
    const [row] = await query<{ cents: string }>(
      `select (
         (select coalesce(sum(amount_cents), 0) from payment where state = 'settled')
         + (select coalesce(sum(amount_cents), 0) from recovered_transfer)
       )::text as cents`,
    );
    return BigInt(row!.cents);
  }

  it("agrees with the chain again on an empty machine, from a copy that was taken while tills sold", async () => {
    const { world } = town;
    const history = new History();
    const stop = keepSelling(history);
    await eventually("some were sold", async () => history.acceptedCount >= 5);
    const copy = await copyWhileRunning(world);
    const atCopy = history.acceptedCount;
    await eventually("more were sold", async () => history.acceptedCount >= atCopy + 5);
    await stop();
    assert.deepEqual(await drain(world, history), []);
    const before = await knownCents();
    await rm(join(world.folder, "marks"), { recursive: true, force: true });
    await world.restoreDatabase(copy);
    await eventually("the chain told what the copy lacks", async () => {
      await world.fundRelayer();
      return (await knownCents()) === before;
    });
    await outOfQuarantine();
    const lost = await query("select from recovered_transfer");
    assert.ok(lost.length > 0, "the copy was older");
    await agrees();
    await sellSome(new History(), 3);
    await agrees();
  });

  it("loses nothing where a standby that confirms takes over from one that died", async () => {
    const { world } = town;
    const earlier = new Set((await paymentsOf(world.ownerUrl)).map(({ id }) => id));
    const recovered = (await query("select from recovered_transfer")).length;
    const standby = await startStandby(world);
    await confirmByStandby(world.ownerUrl);
    const history = new History();
    const stop = keepSelling(history);
    await eventually("some were sold", async () => history.acceptedCount >= 10);
    await world.crashPostgres();
    await standby.promote();
    await world.restoreDatabase(standby.folder);
    await stop();
    assert.deepEqual(await drain(world, history), []);
    assert.deepEqual(history.judge(await paymentsOf(world.ownerUrl), earlier), []);
    assert.equal((await query("select from recovered_transfer")).length, recovered);
    await agrees();
  });

  it("goes into quarantine, and comes out complete, where the standby had not received everything", async () => {
    const { world } = town;
    const standby = await startStandby(world);
    await standby.stop();
    const history = new History();
    await sellSome(history, 6);
    assert.deepEqual(await drain(world, history), []);
    const before = await knownCents();
    await world.crashPostgres();
    await world.restoreDatabase(standby.folder);
    await eventually("found out", async () => {
      const rows = await query("select from database_mark where quarantined_at is not null");
      return rows.length === 1 || (await knownCents()) === before;
    });
    await outOfQuarantine();
    assert.equal(await knownCents(), before);
    await agrees();
  });
});
