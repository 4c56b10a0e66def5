import { strict as assert } from "node:assert";

import { createTestClient, encodeAbiParameters, http, keccak256, toHex } from "viem";

import { EMBEDDED_CHAIN } from "../../core/chain/chains.ts";
import { cents } from "../../core/shared/money.ts";
import type { Difference } from "../../server/reconciliation/reconciliation.ts";
import { encodeTransfers } from "../../server/settlement/voucher-calls.ts";
import {
  type PlayedTown,
  cardAndTill,
  eventually,
  paymentOf,
  refusalOf,
  sheetOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { rebuildIndex } from "../support/rebuild-index.ts";
import { run } from "../support/throwaway-postgres.ts";

type Payment = { state: string };
type Kept = {
  id: string;
  to: `0x${string}`;
  from: `0x${string}`;
  amount: string;
  nonce: string;
  deadline: string;
  signature: `0x${string}`;
  voucher: `0x${string}`;
};
type Found = { block: number; chainCompleteAt?: string; differences: Difference[] };

describe("The journal", function () {
  this.timeout(180_000);
  let town: PlayedTown;

  before(async () => {
    town = await startPlayedTown({ settings: { BORGO_SETTLE_AFTER_SECONDS: "3" } });
    await liveADay();
    await eventually("compared for the first time", async () => {
      const [row] = await query("select from reconciliation");
      return row !== undefined;
    });
  });

  after(() => town?.stack.stop());

  const query = <Row extends object>(text: string, values: unknown[] = []) =>
    run<Row>(town.stack.ownerUrl, text, values);
  const found = () =>
    town.desk.desk.api.get<Found>(`/api/programmes/${town.programmeId}/reconciliation`);

  /** Every kind of movement: issued, paid, voided, reversed, presented and redeemed. */
  async function liveADay(): Promise<void> {
    const { card, till } = cardAndTill(town, 0);
    const [kept, voided] = [paymentOf(card, "1000"), paymentOf(card, "300")];
    await till.post("/api/payments", { json: voided });
    await till.post(`/api/payments/${voided.paymentId}/void`);
    await till.post("/api/payments", { json: kept });
    const path = `/api/payments/${kept.paymentId}`;
    const isSettled = async () => (await till.get<Payment>(path)).state === "settled";
    await eventually("settled", isSettled);
    const { code: activationCode, password } = await sheetOf(
      town,
      town.files.purchases[0]!.vatNumber,
    );
    const reversal = { reversalId: crypto.randomUUID(), amountCents: "400" };
    await till.post(`${path}/reversals`, { json: { ...reversal, activationCode, password } });
    await eventually("reversed", async () => {
      const { reversals } = await till.get<{ reversals: Payment[] }>(path);
      return reversals.every(({ state }) => state === "settled");
    });
    await town.play.reimburse(town.programmeId);
  }

  async function kinds(): Promise<Record<string, string>> {
    const rows = await query<{ kind: string; cents: string }>(
      "select kind, sum(amount_cents)::text as cents from journal_entry group by kind",
    );
    return Object.fromEntries(rows.map((row) => [row.kind, row.cents]));
  }

  it("has an entry for each movement of the day", async () => {
    const { issue, ...rest } = await kinds();
    assert.equal(issue, town.files.fund.toString());
    assert.deepEqual(rest, {
      reserve: "1700",
      void: "300",
      release: "2000",
      settle: "1000",
      reverse: "400",
      claim: "600",
      redeem: "600",
    });
  });

  it("adds up to nothing, and to what accounts and chain say", async () => {
    const [sum] = await query<{ cents: string }>(
      "select sum(cents)::text as cents from journal_balance",
    );
    assert.equal(sum!.cents, "0");
    await eventually("compared with every holder's balance on chain", async () => {
      const { chainCompleteAt, differences } = await found();
      assert.deepEqual(differences, []);
      return chainCompleteAt !== undefined;
    });
  });

  it("refuses whatever would make it say something else", async () => {
    const columns = "programme_id, kind, debit, credit, amount_cents, cause, occurrence, counters";
    const copy = (change: string) =>
      `insert into journal_entry (${columns}) select ${change} from journal_entry where kind = 'settle'`;
    const refused: Record<string, string> = {
      "update journal_entry set amount_cents = 1": "23001",
      "delete from journal_entry": "23001",
      "truncate journal_entry cascade": "23001",
      [copy("programme_id, kind, debit, debit, amount_cents, 'x', 0, null")]: "23514",
      [copy("programme_id, kind, debit, credit, 0, 'x', 0, null")]: "23514",
      [copy("programme_id, kind, debit, 'nowhere', amount_cents, 'x', 0, null")]: "23514",
      [copy("programme_id, kind, debit, credit, amount_cents, cause, 0, null")]: "23505",
      [copy("programme_id, 'forget', credit, debit, 1, cause, 0, id")]: "23514",
      [copy("programme_id, 'forget', debit, credit, amount_cents, cause, 0, id")]: "23514",
    };
    for (const [text, code] of Object.entries(refused))
      await assert.rejects(query(text), { code }, text);
  });

  it("says the same, entry by entry, after the chain was read from its first block", async () => {
    const entries = () => query("select * from journal_entry order by id");
    const before = await entries();
    await rebuildIndex(town.stack);
    assert.deepEqual(await entries(), before);
  });

  it("counters what the chain no longer says, and books it again when it does", async () => {
    const row = "select * from chain_event where name = 'Transfer' order by block_number limit 1";
    const balances = () =>
      query("select * from journal_balance where cents <> 0 order by programme_id, account");
    const before = await balances();
    await query(`create table kept as ${row}`);
    await query(
      "delete from chain_event using kept where chain_event.block_hash = kept.block_hash and chain_event.log_index = kept.log_index",
    );
    await query("select align_journal()");
    assert.notDeepEqual(await balances(), before, "forgotten");
    await query("insert into chain_event select * from kept");
    await query("select align_journal()");
    assert.deepEqual(await balances(), before, "known again");
    const { forget } = await kinds();
    assert.ok(forget !== undefined);
  });

  describe("compared with accounts and chain", () => {
    let holder: `0x${string}`;

    before(async () => {
      const [row] = await query<{ address: `0x${string}` }>(
        "select address from account order by address limit 1",
      );
      holder = row!.address;
    });

    /** Waits until the comparison says so of the holder's balance, and that the office is shown it. */
    async function expectOdd(odd: Difference["odd"], spread: string): Promise<void> {
      await eventually(`${odd} is named`, async () =>
        (await found()).differences.some(
          (one) => one.figure === "balance" && one.holder === holder && one.odd === odd,
        ),
      );
      const { differences } = await found();
      const own = differences.find((one) => one.figure === "balance" && one.holder === holder)!;
      assert.equal(own.spread, spread);
      await eventually("the alarm", async () => (await metric("borgo_books_differences")) > 0);
    }

    const expectAgreement = () =>
      eventually("agreement", async () => (await found()).differences.length === 0);

    /** The largest of all tokens', as the alarm reads it. */
    async function metric(name: string): Promise<number> {
      const text = await (await fetch(`${town.stack.url}/metrics`)).text();
      const values = [...text.matchAll(new RegExp(`^${name}\\{.*\\} (\\S+)$`, "gm"))];
      return Math.max(...values.map(([, value]) => Number(value)));
    }

    it("names the accounts where a column was changed", async () => {
      const change = (sign: string) =>
        query(`update account set confirmed_cents = confirmed_cents ${sign} 7 where address = $1`, [
          holder,
        ]);
      await change("+");
      await expectOdd("accounts", "7");
      await change("-");
      await expectAgreement();
    });

    it("names the accounts where a promise is not what the journal says", async () => {
      const change = (sign: string) =>
        query(`update account set held_cents = held_cents ${sign} 3 where address = $1`, [holder]);
      await change("+");
      await eventually("the promise is named", async () =>
        (await found()).differences.some(({ figure }) => figure === "promised"),
      );
      await change("-");
      await expectAgreement();
    });

    it("names the journal where an entry was added, until it is countered", async () => {
      await query(
        `insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence)
         values ($1, 'issue', 'fund', 'free:' || $2::text, 9, 'planted', 0)`,
        [town.programmeId, holder],
      );
      await expectOdd("journal", "9");
      const { differences } = await found();
      assert.ok(differences.some(({ figure, odd }) => figure === "issued" && odd === "journal"));
      await query(
        `insert into journal_entry
           (programme_id, kind, debit, credit, amount_cents, cause, occurrence, counters)
         select programme_id, 'forget', credit, debit, amount_cents, cause, occurrence, id
         from journal_entry where cause = 'planted'`,
      );
      await expectAgreement();
    });

    it("names the chain where the contract's own storage says something else", async () => {
      const client = createTestClient({ mode: "anvil", transport: http(town.stack.rpcUrl) });
      const [{ voucher }] = (await query<{ voucher: `0x${string}` }>(
        "select voucher from programme where id = $1",
        [town.programmeId],
      )) as [{ voucher: `0x${string}` }];
      const { slot, word } = await wordOf(voucher, holder);
      const put = async (value: bigint) => {
        await client.setStorageAt({
          address: voucher,
          index: slot,
          value: toHex(value, { size: 32 }),
        });
        await client.mine({ blocks: 1 });
      };
      await put(word + 5n);
      await expectOdd("chain", "5");
      await put(word);
      await expectAgreement();
    });

    /** Where the contract keeps an account: in a mapping, whose own place is found by looking. */
    async function wordOf(voucher: `0x${string}`, account: `0x${string}`) {
      for (let place = 0n; place < 32n; place += 1n) {
        const key = [{ type: "address" }, { type: "uint256" }] as const;
        const slot = keccak256(encodeAbiParameters(key, [account, place]));
        const answer = await fetch(town.stack.rpcUrl, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            ...{ jsonrpc: "2.0", id: 1, method: "eth_getStorageAt" },
            params: [voucher, slot, "latest"],
          }),
        });
        const { result } = (await answer.json()) as { result: `0x${string}` };
        if (BigInt(result) > 0n) return { slot, word: BigInt(result) };
      }
      throw new Error("The account's word was not found.");
    }
  });

  it("follows the chain where somebody had kept a signature that was voided", async () => {
    const { card, till } = cardAndTill(town, 1);
    const payment = paymentOf(card, "250");
    await till.post("/api/payments", { json: payment });
    const [kept] = await query<Kept>(
      `select t.id, to_account as "to", from_account as "from", amount_cents::text as amount,
         nonce::text, extract(epoch from deadline)::bigint::text as deadline, signature, voucher
       from signed_transfer as t join programme as p on p.id = t.programme_id where payment_id = $1`,
      [payment.paymentId],
    );
    const path = `/api/payments/${payment.paymentId}`;
    await till.post(`${path}/void`);
    const { amount, nonce, deadline, voucher, ...rest } = kept!;
    const terms = {
      amount: cents(BigInt(amount)),
      nonce: BigInt(nonce),
      deadline: BigInt(deadline),
    };
    const transfer = { ...rest, ...terms, reversed: null, asideTimes: 0 };
    const data = encodeTransfers("payments", [transfer]);
    await town.desk.desk.sign({ chainId: EMBEDDED_CHAIN.chainId, to: voucher, data });
    await eventually("settled after all", async () => {
      return (await till.get<Payment>(path)).state === "settled";
    });
    await eventually("agreement", async () => (await found()).differences.length === 0);
  });

  it("keeps its figures from strangers", async () => {
    const { till } = cardAndTill(town, 0);
    const path = `/api/programmes/${town.programmeId}/reconciliation`;
    assert.equal((await refusalOf(till.get(path))).status, 401);
  });
});
