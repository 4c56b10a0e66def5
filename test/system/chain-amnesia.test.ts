import { strict as assert } from "node:assert";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { nodeProcess } from "../support/node-process.ts";
import {
  type PlayedTown,
  cardAndTill,
  eventually,
  paymentOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { tableContents } from "../support/table-contents.ts";
import { run } from "../support/throwaway-postgres.ts";

type Payment = { state: string };

/** What no amnesia may change: everything but when and in which block and transaction it came to be. */
const FIGURES: Readonly<Record<string, string>> = {
  account: "select address, confirmed_cents, held_cents, shortfall_cents from account",
  holdings:
    "select merchant_id, confirmed_cents, held_cents, shortfall_cents from merchant_holding",
  totals: "select * from programme_totals",
  holders: "select * from voucher_holder",
  payments: "select id, state, amount_cents from payment",
  transfers: "select digest, state, amount_cents from signed_transfer",
  chunks: "select ref, state from issuance_chunk",
  merchants: "select id, state from merchant",
  statements: "select id, state, amount_cents from reimbursement_statement",
  programmes: "select id, state, voucher from programme",
};

describe("A local chain that is killed and put back to an older state", function () {
  this.timeout(300_000);
  let town: PlayedTown;
  let state: string;
  let early: string;

  before(async () => {
    town = await startPlayedTown();
    state = join(town.stack.dataFolder, "chain/state.json");
    early = join(town.stack.dataFolder, "early.json");
    await pay(4);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await copyFile(state, early);
    await pay(4);
    await town.play.reimburse(town.programmeId);
  });

  after(() => town?.stack.stop());

  async function pay(count: number): Promise<void> {
    for (let position = 0; position < count; position += 1) {
      const { card, till } = cardAndTill(town, position);
      const payment = paymentOf(card, "321");
      await till.post("/api/payments", { json: payment });
      const path = `/api/payments/${payment.paymentId}`;
      await eventually("settled", async () => (await till.get<Payment>(path)).state === "settled");
    }
  }

  async function figures(): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    for (const [name, text] of Object.entries(FIGURES)) {
      const query = `select to_jsonb(t)::text as row from (${text}) as t order by 1`;
      const rows = await run<{ row: string }>(town.stack.ownerUrl, query);
      found[name] = rows.map(({ row }) => row);
    }
    return found;
  }

  /** Kills the node and puts a state in its place before it is started again; `undefined`: none at all. */
  async function forget(older: string | undefined): Promise<void> {
    process.kill(await nodeProcess(town.stack.rpcUrl), "SIGKILL");
    await rm(join(town.stack.dataFolder, "chain/state.copy.json"), { force: true });
    if (older === undefined) await rm(state, { force: true });
    else await copyFile(older, state);
  }

  async function agreesAgain(before: Record<string, string[]>): Promise<void> {
    const events = async () => (await tableContents(town.stack.ownerUrl))["chain_event"]!.length;
    let now = await figures();
    const deadline = Date.now() + 90_000;
    while (!isEqual(now, before) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      now = await figures();
    }
    assert.deepEqual(now, before);
    assert.ok((await events()) > 0);
    await eventually("all is well", async () => {
      const health = (await (await fetch(`${town.stack.url}/health`)).json()) as { status: string };
      return health.status === "ok";
    });
  }

  /** The node is a new one, and the service has read it anew: no event is left of the old one. */
  async function hasReadAnew(blocksBefore: ReadonlySet<string>): Promise<void> {
    await eventually("read anew", async () => {
      const rows = await run<{ block_hash: string }>(
        town.stack.ownerUrl,
        "select block_hash from chain_cursor",
      );
      return rows.every(({ block_hash }) => !blocksBefore.has(block_hash));
    });
  }

  async function cursorBlocks(): Promise<ReadonlySet<string>> {
    const rows = await run<{ block_hash: string }>(
      town.stack.ownerUrl,
      "select block_hash from chain_cursor",
    );
    return new Set(rows.map(({ block_hash }) => block_hash));
  }

  for (const [what, older] of [
    ["some minutes ago", () => early],
    ["nothing, without even the contracts", () => undefined],
  ] as const)
    it(`is taught again what it forgot, back to ${what}; every figure agrees`, async () => {
      const before = await figures();
      const blocks = await cursorBlocks();
      await forget(older());
      await hasReadAnew(blocks);
      await agreesAgain(before);
    });

  it("is taught again also where it is killed while it is being taught", async () => {
    const before = await figures();
    const blocks = await cursorBlocks();
    await forget(undefined);
    for (const pause of [1_500, 2_000, 2_500]) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      process.kill(await nodeProcess(town.stack.rpcUrl), "SIGKILL");
    }
    await hasReadAnew(blocks);
    await agreesAgain(before);
  });

  it("takes payments again afterwards, and settles them", async () => {
    await pay(2);
  });
});

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
