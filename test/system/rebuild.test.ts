import { strict as assert } from "node:assert";

import pg from "pg";

import type { ApiClient } from "../../scripts/scenario/api-client.ts";
import {
  type PlayedTown,
  cardAndTill,
  eventually,
  paymentOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { rebuildIndex } from "../support/rebuild-index.ts";
import { run } from "../support/throwaway-postgres.ts";
import { NOTED_BY_ROUNDS, tableContents } from "../support/table-contents.ts";

type Payment = { state: string };

/** Written every few moments, and nothing of the chain. */
const LEASES = new Set<string>(NOTED_BY_ROUNDS);

describe("Reading the chain from its first block", function () {
  this.timeout(240_000);
  let town: PlayedTown;

  before(async () => {
    // Long enough that one payment is voided and one waits, whatever the machine does.
    town = await startPlayedTown({ settings: { BORGO_SETTLE_AFTER_SECONDS: "3" } });
    await playADay(town);
  });

  after(() => town?.stack.stop());

  it("comes to the very state that reading block by block came to, in every table", async () => {
    const { stack } = town;
    const read = () => tableContents(stack.ownerUrl, LEASES);
    const lived = await read();
    for (const table of ["chain_event", "voucher_holder", "signed_transfer", "account"])
      assert.ok(lived[table]!.length > 0, table);
    for (const blocks of [1n, 7n, 5_000n]) {
      await rebuildIndex(stack, blocks);
      assert.deepEqual(await read(), lived, `${blocks} blocks at once`);
    }
  });

  it("aligns the journal by whole tables, whoever last replaced the function that does", async () => {
    const rows = await run<{ settings: string[] | null }>(
      town.stack.ownerUrl,
      "select proconfig as settings from pg_proc where proname = 'align_journal'",
    );
    assert.deepEqual(rows, [{ settings: ["enable_nestloop=off"] }]);
  });

  it("begins with what who makes a batch begins with, so that neither waits for the other", async () => {
    const { stack, programmeId } = town;
    const batching = new pg.Client(stack.ownerUrl);
    await batching.connect();
    await batching.query("begin");
    await batching.query("select from token where id = $1 for no key update", [programmeId]);
    const reading = rebuildIndex(stack);
    await eventually("the reading waits", async () => {
      const waiting = await run(
        stack.ownerUrl,
        "select from pg_stat_activity where wait_event_type = 'Lock' and query like 'select 1 from %'",
      );
      return waiting.length > 0;
    });
    await batching.query("select from payment order by id for update nowait");
    await batching.query("commit");
    await batching.end();
    await reading;
  });

  it("counts what is promised meanwhile: payments are accepted while all is read again", async () => {
    for (let round = 0; round < 4; round += 1) {
      const reading = rebuildIndex(town.stack, 7n);
      const selling = Array.from({ length: 6 }, async (_, position) => {
        const { card, till } = cardAndTill(town, position);
        for (let count = 0; count < 3; count += 1)
          await till.post("/api/payments", { json: paymentOf(card, String(11 + count)) });
      });
      await Promise.all([reading, ...selling]);
    }
    const query = (text: string) => run(town.stack.ownerUrl, text);
    await eventually("all has settled", async () => {
      const open = await query("select from payment where state in ('accepted', 'batched')");
      return open.length === 0;
    });
    const wrong = await query("select from account where held_cents <> 0 or shortfall_cents <> 0");
    assert.equal(wrong.length, 0, "nothing is held for nobody, and nothing was forgotten");
  });
});

/** Payments that settle, one that is voided, one partly given back, a statement that is redeemed. */
async function playADay(town: PlayedTown): Promise<void> {
  const kept: { till: ApiClient; path: string }[] = [];
  for (let position = 0; position < 8; position += 1) {
    const { card, till } = cardAndTill(town, position);
    const payment = paymentOf(card, String(500 + position));
    await till.post("/api/payments", { json: payment });
    kept.push({ till, path: `/api/payments/${payment.paymentId}` });
  }
  const { till, path } = kept.pop()!;
  await till.post(`${path}/void`);
  for (const payment of kept) await settled(payment);
  await giveBack(town, kept[0]!);
  await town.play.reimburse(town.programmeId);
  await eventually("all batches are final", async () => {
    const open = await run(
      town.stack.ownerUrl,
      "select 1 from settlement_batch where state not in ('final', 'dead')",
    );
    return open.length === 0;
  });
}

const settled = ({ till, path }: { till: ApiClient; path: string }) =>
  eventually("settled", async () => (await till.get<Payment>(path)).state === "settled");

async function giveBack(
  town: PlayedTown,
  { till, path }: { till: ApiClient; path: string },
): Promise<void> {
  const { vatNumber } = town.files.purchases[0]!;
  type Merchant = { businessName: string; vatNumber: string };
  const merchants = await town.desk.desk.api.get<Merchant[]>("/api/merchants");
  const { businessName } = merchants.find((merchant) => merchant.vatNumber === vatNumber)!;
  const sheet = town.play.sheets.find((one) => one.businessName === businessName)!;
  const { code: activationCode, password } = sheet;
  const reversalId = crypto.randomUUID();
  await till.post(`${path}/reversals`, {
    json: { reversalId, amountCents: "200", activationCode, password },
  });
  await eventually("given back", async () => {
    const { reversals = [] } = await till.get<{ reversals?: { state: string }[] }>(path);
    return reversals.some(({ state }) => state === "settled");
  });
}
