import { strict as assert } from "node:assert";

import type { Owed, Payment } from "../../web/src/shared/api/types.ts";
import {
  type PaymentInput,
  type PlayedTown,
  balanceOf,
  cardAndTill,
  eventually,
  paymentOf,
  refusalOf,
  sheetOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { rebuildIndex } from "../support/rebuild-index.ts";
import { NOTED_BY_ROUNDS, tableContents } from "../support/table-contents.ts";
import { run } from "../support/throwaway-postgres.ts";
import { actAsGuardian, nodeOf } from "../support/town-node.ts";

const BEYOND_EVERY_DEADLINE_SECONDS = 22 * 86_400;
/** Written every few moments, and nothing of what is looked at. */
const VOLATILE = new Set<string>(NOTED_BY_ROUNDS);

describe("What was promised and can never settle", function () {
  this.timeout(240_000);
  let town: PlayedTown;
  let settled: PaymentInput;
  let lost: PaymentInput;
  let credit: bigint;

  before(async () => {
    town = await startPlayedTown();
    settled = paymentOf(shop().card, "900");
    await shop().till.post("/api/payments", { json: settled });
    await becomes(settled, "settled");
    credit = await balanceOf(town.stack.url, buyer().card);
    await actAsGuardian(town, "pauseSettlement");
    lost = paymentOf(buyer().card, "450");
    await buyer().till.post("/api/payments", { json: lost });
    await giveBack("300");
    assert.equal(await balanceOf(town.stack.url, buyer().card), credit - 450n, "held meanwhile");
  });

  after(() => town?.stack.stop());

  const shop = () => cardAndTill(town, 0);
  const buyer = () => cardAndTill(town, 1);
  const query = <Row extends object>(text: string, values: unknown[] = []) =>
    run<Row & Record<string, unknown>>(town.stack.ownerUrl, text, values);
  const node = () => nodeOf(town);
  const owed = () => town.desk.treasury.api.get<Owed[]>("/api/owed");
  const metric = async (name: string) => {
    const text = await (await fetch(`${town.stack.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  };

  async function becomes({ paymentId }: PaymentInput, state: Payment["state"]): Promise<void> {
    await eventually(state, async () => {
      const [row] = await query<{ state: string }>("select state from payment where id = $1", [
        paymentId,
      ]);
      return row!.state === state;
    });
  }

  async function giveBack(amountCents: string): Promise<void> {
    const { code, password } = await sheetOf(town, town.files.purchases[0]!.vatNumber);
    const reversal = { reversalId: crypto.randomUUID(), amountCents };
    await shop().till.post(`/api/payments/${settled.paymentId}/reversals`, {
      json: { ...reversal, activationCode: code, password },
    });
  }

  it("waits as long as it may settle, also where a block is final and its time near", async () => {
    await node().mine({ blocks: 3 });
    await eventually("read", async () => {
      const [row] = await query<{ behind: string }>(
        "select block_number as behind from chain_cursor",
      );
      return BigInt(row!.behind) === (await node().getBlockNumber({ cacheTime: 0 }));
    });
    await becomes(lost, "accepted");
    assert.deepEqual(await owed(), []);
  });

  it("fails once a final block is past its deadline, and holds nothing any more", async () => {
    await node().increaseTime({ seconds: BEYOND_EVERY_DEADLINE_SECONDS });
    await node().mine({ blocks: 1 });
    await becomes(lost, "failed");
    await eventually("the reversal too", async () => {
      const rows = await query("select from reversal where state = 'failed'");
      return rows.length === 1;
    });
    const held = await query(
      "select held_cents from account where held_cents <> 0 union all select held_cents from merchant_holding where held_cents <> 0",
    );
    assert.deepEqual(held, []);
    assert.equal(await balanceOf(town.stack.url, buyer().card), credit);
  });

  it("tells the shop, in the payment and in what it is due", async () => {
    const { till } = buyer();
    const payment = await till.get<Payment>(`/api/payments/${lost.paymentId}`);
    assert.equal(payment.state, "failed");
    const { presentable } = await till.get<{ presentable: { failedCents: string }[] }>(
      "/api/tills/current/statements",
    );
    assert.ok(presentable.some(({ failedCents }) => failedCents === "450"));
  });

  it("stands on the office's list and in the journal, and raises an alarm", async () => {
    const list = await owed();
    assert.deepEqual(
      list.map(({ kind, amountCents, reason }) => [kind, amountCents, reason]).sort(),
      [
        ["payment", "450", "deadline_passed"],
        ["reversal", "300", "deadline_passed"],
      ],
    );
    await eventually("alarm", async () => (await metric("borgo_failed_transfers")) === 2);
    assert.equal(await metric("borgo_owed_cents"), 750);
    const rows = await query<{ account: string; cents: string }>(
      `select split_part(account, ':', 1) as account, sum(cents)::text as cents from journal_balance
       where account like 'owed:%' or account in ('uncovered', 'made_good') group by 1 order by 1`,
    );
    assert.deepEqual(rows, [
      { account: "owed", cents: "750" },
      { account: "uncovered", cents: "-750" },
    ]);
    type Found = { differences: unknown[] };
    const path = `/api/programmes/${town.programmeId}/reconciliation`;
    assert.deepEqual((await town.desk.desk.api.get<Found>(path)).differences, []);
  });

  it("is the same, entry by entry, after the chain was read from its first block", async () => {
    const read = () => tableContents(town.stack.ownerUrl, VOLATILE);
    const lived = await read();
    await rebuildIndex(town.stack);
    assert.deepEqual(await read(), lived);
  });

  it("is made good once, by the treasurer's act", async () => {
    const { id } = (await owed()).find(({ kind }) => kind === "payment")!;
    const path = `/api/owed/${id}/made-good`;
    const by = (api: PlayedTown["desk"]["desk"]["api"], act: string) =>
      api.post<Owed[]>(path, { json: { act } });
    const { desk, treasury } = town.desk;
    assert.equal((await refusalOf(by(desk.api, "Determina 1"))).code, "role_required");
    assert.equal((await refusalOf(by(treasury.api, "x"))).code, "malformed_request");
    await by(treasury.api, "Determina n. 12/2026");
    await by(treasury.api, "Determina n. 12/2026");
    assert.equal((await refusalOf(by(treasury.api, "Determina n. 13/2026"))).code, "wrong_state");
    const acts = await query("select from audit_entry where act = 'owed_made_good'");
    assert.equal(acts.length, 1, "written down once");
    const done = (await owed()).find((one) => one.id === id)!;
    assert.equal(done.madeGood?.act, "Determina n. 12/2026");
    await eventually("one alarm less", async () => (await metric("borgo_owed_cents")) === 300);
    const [entry] = await query<{ cents: string }>(
      "select sum(cents)::text as cents from journal_balance where account = 'made_good'",
    );
    assert.equal(entry!.cents, "450");
  });

  it("refuses to make good what has not failed, or is unknown", async () => {
    const [row] = await query<{ id: string }>(
      "select id from signed_transfer where payment_id = $1",
      [settled.paymentId],
    );
    const { api } = town.desk.treasury;
    const tried = (id: string) =>
      refusalOf(api.post(`/api/owed/${id}/made-good`, { json: { act: "Determina n. 14" } }));
    assert.equal((await tried(row!.id)).code, "wrong_state");
    assert.equal((await tried(crypto.randomUUID())).code, "not_found");
  });
});
