import { strict as assert } from "node:assert";

import { voucherAbi } from "#core/chain/abi/voucher.ts";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import { startTarget } from "../attacks/target.ts";
import { townChain, voucherOf } from "../attacks/town-chain.ts";
import { balanceOf, cardAt, eventually, paymentOf, refusalOf } from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

type Handover = {
  accounts: number;
  openPayments: number;
  leftCents: string;
  announcement?: TransactionRequest;
  reassignment?: TransactionRequest;
};

describe("A lost card", function () {
  this.timeout(180_000);
  let town: Awaited<ReturnType<typeof startTarget>>;
  let till: ApiClient;
  let desk: ApiClient;

  before(async () => {
    town = await startTarget({ terms: { accountsPerRecharge: 3 } });
    till = town.play.tillOf(town.files.purchases[0]!.vatNumber)!;
    desk = town.desk.desk.api;
  });
  after(() => town?.stop());

  const handovers = () => desk.get<Handover[]>("/api/handovers");
  const replace = async (id: string) => {
    const json = { reason: "smarrita" };
    const [sheet] = await desk.sheets<CardSheet>(`/api/cards/${id}/replacement`, { json });
    return sheet!;
  };

  async function cardOf(position: number): Promise<{ sheet: CardSheet; id: string }> {
    const sheet = cardAt(town, position);
    const found = await desk.get<{ items: { id: string }[] }>(`/api/cards?search=${sheet.number}`);
    return { sheet, id: found.items[0]!.id };
  }

  it("pays nowhere from then on, and its value follows what it had promised", async () => {
    const { sheet: old, id } = await cardOf(0);
    const before = await balanceOf(town.stack.url, old);
    await till.post("/api/payments", { json: paymentOf(old, "700") });
    const fresh = await replace(id);
    assert.notEqual(fresh.code, old.code);
    const refused = await refusalOf(till.post("/api/payments", { json: paymentOf(old, "1") }));
    assert.equal(refused.code, "wrong_password");
    assert.equal(await balanceOf(town.stack.url, fresh), 0n);
    const [waiting] = await handovers();
    assert.ok(waiting!.announcement !== undefined && waiting!.reassignment === undefined);
    await town.desk.treasury.sign(waiting!.announcement);
    await eventually("handed over", async () => {
      const [ready] = await handovers();
      if (ready === undefined) return true;
      if (ready.reassignment !== undefined && ready.openPayments === 0)
        await town.desk.desk.sign(ready.reassignment).catch(() => undefined);
      return false;
    });
    assert.equal(await balanceOf(town.stack.url, fresh), before - 700n);
    await till.post("/api/payments", { json: paymentOf(fresh, "300") });
    assert.equal(await balanceOf(town.stack.url, fresh), before - 1000n);
    await expectEmptyOnChain(id);
  });

  /** Nothing is left on the old card's accounts, and the contract takes no payment of theirs any more. */
  async function expectEmptyOnChain(id: string): Promise<void> {
    const chain = townChain(town);
    const address = await voucherOf(town);
    const accounts = await run<{ address: `0x${string}` }>(
      town.stack.ownerUrl,
      "select address from account where card_id = $1",
      [id],
    );
    assert.ok(accounts.length > 0);
    for (const { address: account } of accounts) {
      assert.equal(await chain.balanceOf(address, account), 0n);
      const call = { address, abi: voucherAbi, functionName: "isBlocked" } as const;
      assert.equal(await chain.reader.readContract({ ...call, args: [account] }), true);
    }
  }

  it("is replaced once by two officers at the same time", async () => {
    const { id } = await cardOf(1);
    const outcomes = await Promise.allSettled([replace(id), replace(id)]);
    assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
    const [row] = await run<{ living: bigint }>(
      town.stack.ownerUrl,
      `select count(*) as living from card where status in ('issued', 'active', 'blocked')
       and beneficiary_id = (select beneficiary_id from card where id = $1)`,
      [id],
    );
    assert.equal(Number(row!.living), 1);
    assert.equal((await refusalOf(replace(id))).code, "wrong_state");
  });

  it("is printed as a PDF that opens with the new password alone", async () => {
    const { id } = await cardOf(2);
    const answer = await desk.send("POST", `/api/cards/${id}/replacement`, "application/pdf", {
      json: { reason: "password dimenticata" },
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
    assert.equal(answer.headers.get("cache-control"), "no-store");
  });

  it("is blocked at every till of every replica within a second", async () => {
    const { sheet, id } = await cardOf(3);
    const other = new ApiClient(town.urls[1]);
    const [shop] = town.play.sheets;
    await other.post("/api/tills", {
      json: { activationCode: shop!.code, password: shop!.password, label: "Altra" },
    });
    await other.post("/api/payments", { json: paymentOf(sheet, "10") });
    const started = performance.now();
    await desk.post(`/api/cards/${id}/block`, { json: { reason: "rubata" } });
    const refused = await refusalOf(other.post("/api/payments", { json: paymentOf(sheet, "10") }));
    assert.equal(refused.code, "card_not_active");
    assert.ok(performance.now() - started < 1_000);
  });

  it("is closed for good where its holder is no more", async () => {
    const { sheet, id } = await cardOf(4);
    const json = { reason: "decesso" };
    const closed = await desk.post<{ status: string }>(`/api/cards/${id}/closure`, { json });
    assert.equal(closed.status, "closed");
    const refused = await refusalOf(till.post("/api/payments", { json: paymentOf(sheet, "10") }));
    assert.equal(refused.code, "wrong_password");
    const again = await refusalOf(desk.post(`/api/cards/${id}/closure`, { json }));
    assert.equal(again.code, "wrong_state");
    assert.equal((await refusalOf(replace(id))).code, "wrong_state");
  });
});
