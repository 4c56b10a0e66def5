import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { encodeFunctionData } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";

import { localTokenAbi } from "../../core/chain/abi/local-token.ts";
import { LOCAL_VALUE } from "../../core/local-value/local-value.ts";
import { demoOfficers } from "../../scripts/deploy/demo-officers.ts";
import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import type { Reconciliation } from "../../server/reconciliation/reconciliation.ts";
import type { CardView } from "../../web/src/shared/api/types.ts";
import { LocalValueOffice, localAccountsOf, sendAs } from "../support/local-value.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAt,
  eventually,
  startPlayedTown,
} from "../support/played-town.ts";
import { rebuildIndex } from "../support/rebuild-index.ts";
import { runScript } from "../support/run-script.ts";
import { NOTED_BY_ROUNDS, tableContents } from "../support/table-contents.ts";
import { run } from "../support/throwaway-postgres.ts";

const LATER = new Set<string>(NOTED_BY_ROUNDS);

type Handover = {
  isLocalValue: boolean;
  leftCents: string;
  announcement?: TransactionRequest;
  reassignment?: TransactionRequest;
};

describe("Local value on chain, in the books", function () {
  this.timeout(240_000);
  let town: PlayedTown;
  let office: LocalValueOffice;
  let accounts: `0x${string}`[];
  let shop: `0x${string}`;

  before(async () => {
    town = await startPlayedTown({ keyIn: "file" });
    office = await LocalValueOffice.open(town.stack);
    accounts = await localAccountsOf(town.stack, [cardAt(town, 0), cardAt(town, 1)]);
    const [row] = await query<{ account: `0x${string}` }>("select account from merchant limit 1");
    shop = row!.account;
    await office.reward([accounts[0]!, 700n], [accounts[1]!, 250n], [shop, 50n]);
    await read("rewarded", `select from local_totals where rewarded_cents = 1000`);
  });

  after(() => town?.stack.stop());

  const query = <Row extends object>(text: string, values: unknown[] = []) =>
    run<Row>(town.stack.ownerUrl, text, values);
  const read = (what: string, text: string) =>
    eventually(what, async () => (await query(text)).length > 0);

  it("lands on accounts of its own, and leaves the vouchers' balance as it was", async () => {
    const rows = await query<{ address: string; cents: string }>(
      `select address, confirmed_cents::text as cents from account where programme_id = $1 order by 2`,
      [LOCAL_VALUE],
    );
    assert.deepEqual(rows, [
      { address: accounts[1], cents: "250" },
      { address: accounts[0], cents: "700" },
    ]);
    const [{ vouchers }] = (await query(
      `select sum(confirmed_cents)::text as vouchers from account join card on card.id = card_id
       where number = $1 and programme_id <> $2`,
      [cardAt(town, 0).number, LOCAL_VALUE],
    )) as [{ vouchers: string }];
    assert.equal(await balanceOf(town.stack.url, cardAt(town, 0)), BigInt(vouchers));
  });

  it("receives on one account for as long as that has not paid", async () => {
    const cards = [cardAt(town, 0), cardAt(town, 1)];
    const again = await Promise.all([
      localAccountsOf(town.stack, cards),
      localAccountsOf(town.stack, cards),
    ]);
    assert.deepEqual(again, [accounts, accounts]);
  });

  it("is booked in its own unit: each entry balances, and the vouchers' fund knows nothing of it", async () => {
    const kinds = await query<{ kind: string; cents: string }>(
      `select kind, sum(amount_cents)::text as cents from journal_entry where programme_id = $1 group by kind`,
      [LOCAL_VALUE],
    );
    assert.deepEqual(kinds, [{ kind: "reward", cents: "1000" }]);
    const balances = await query<{ account: string; cents: string }>(
      `select account, cents::text as cents from journal_balance where programme_id = $1 order by journal_balance.cents`,
      [LOCAL_VALUE],
    );
    assert.deepEqual(balances, [
      { account: "fund", cents: "-1000" },
      { account: `free:${shop}`, cents: "50" },
      { account: `free:${accounts[1]}`, cents: "250" },
      { account: `free:${accounts[0]}`, cents: "700" },
    ]);
  });

  it("follows what an own wallet passes on, to whom the town knows and to whom it does not", async () => {
    const { privateKey, address } = demoOfficers()[0]!;
    const stranger = privateKeyToAccount(generatePrivateKey()).address;
    await office.reward([address, 300n]);
    await read("rewarded", `select from local_totals where rewarded_cents = 1300`);
    for (const [to, amount] of [
      [accounts[1]!, 120n],
      [stranger, 30n],
    ] as const) {
      const call = { abi: localTokenAbi, functionName: "transfer", args: [to, amount] } as const;
      const { address: token } = town.stack.deployment.contracts.localToken;
      await sendAs(town.stack.rpcUrl, privateKey, token, encodeFunctionData(call));
    }
    await read("passed on", `select from journal_entry where kind = 'move' and amount_cents = 30`);
    const [row] = await query<{ cents: string }>(
      `select confirmed_cents::text as cents from account where address = $1`,
      [accounts[1]],
    );
    assert.equal(row!.cents, "370");
    const [left] = await query<{ cents: string }>(
      `select cents::text as cents from journal_balance where account = $1`,
      [`free:${address.toLowerCase()}`],
    );
    assert.equal(left!.cents, "150");
  });

  const reconciled = async () =>
    town.desk.desk.api.get<Reconciliation>(`/api/programmes/${LOCAL_VALUE}/reconciliation`);

  it("is reconciled like a voucher: journal, accounts and chain agree, and who differs is named", async () => {
    await eventually("agreed", async () => {
      const { differences, chainCompleteAt } = await reconciled();
      return differences.length === 0 && chainCompleteAt !== undefined;
    });
    await query("update local_totals set rewarded_cents = rewarded_cents + 1");
    await query("update account set confirmed_cents = confirmed_cents - 1 where address = $1", [
      accounts[0],
    ]);
    await eventually("named", async () => {
      const { differences } = await reconciled();
      const named = differences.map(({ figure, holder, odd }) => [figure, holder, odd]);
      return (
        JSON.stringify(named) ===
        JSON.stringify([
          ["issued", null, "accounts"],
          ["balance", accounts[0], "accounts"],
        ])
      );
    });
    await query("update local_totals set rewarded_cents = rewarded_cents - 1");
    await query("update account set confirmed_cents = confirmed_cents + 1 where address = $1", [
      accounts[0],
    ]);
  });

  it("comes to the same state when the chain is read again from its first block", async () => {
    const lived = await tableContents(town.stack.ownerUrl, LATER);
    for (const blocks of [1n, 5_000n]) {
      await rebuildIndex(town.stack, blocks);
      assert.deepEqual(await tableContents(town.stack.ownerUrl, LATER), lived, `${blocks} at once`);
    }
  });

  it("is shown to its holder: what is left, and what came from where", async () => {
    const { code: cardCode, password } = cardAt(town, 1);
    const view = await new ApiClient(town.stack.url).post<CardView>("/api/card-views", {
      json: { cardCode, password },
    });
    const { address: token } = town.stack.deployment.contracts.localToken;
    assert.deepEqual(view.localValue, { availableCents: "370", token });
    const own = view.movements.filter(({ unit }) => unit === "local");
    assert.deepEqual(
      own.map(({ kind, amountCents, state }) => ({ kind, amountCents, state })),
      [
        { kind: "received", amountCents: "120", state: "settled" },
        { kind: "reward", amountCents: "250", state: "settled" },
      ],
    );
    assert.ok(own.every(({ transactionHash }) => transactionHash?.length === 66));
  });

  describe("audited from the chain alone", () => {
    let folder: string;

    before(async () => void (folder = await mkdtemp(join(tmpdir(), "borgo-local-"))));
    after(() => rm(folder, { recursive: true, force: true }));

    const audit = (report: string) => {
      const { rpcUrl, dataFolder } = town.stack;
      const deployment = join(dataFolder, "deployments/embedded.json");
      const own = ["--rpc", rpcUrl, "--deployment", deployment, "--skip-code"];
      return runScript("audit.ts", [...own, "--report", report]);
    };

    it("counts what was rewarded, and agrees with what the service publishes", async () => {
      const { code, out, err } = await audit(`${town.stack.url}/api/transparency`);
      assert.equal(code, 0, err + out);
      assert.match(out, /dato in premio +13,00/);
      assert.match(out, /1 campagne, 2 movimenti tra conti, 5 conti/);
    });

    it("ends with 1 where a cent of it is missing from what is published", async () => {
      const text = await (await fetch(`${town.stack.url}/api/transparency`)).text();
      const report = join(folder, "report.json");
      await writeFile(report, text.replace('"rewardedCents":"1300"', '"rewardedCents":"1299"'));
      const { code, out } = await audit(report);
      assert.equal(code, 1, out);
      assert.match(out, /Valore locale: rewardedCents/);
    });
  });

  describe("of a card that is lost", () => {
    let giftedOnly: `0x${string}`;
    const handovers = async () =>
      (await town.desk.desk.api.get<Handover[]>("/api/handovers")).filter(
        ({ isLocalValue }) => isLocalValue,
      );

    async function replace(number: string): Promise<CardSheet> {
      const { items } = await town.desk.desk.api.get<{ items: { id: string }[] }>(
        `/api/cards?search=${number}`,
      );
      const json = { reason: "smarrita" };
      const path = `/api/cards/${items[0]!.id}/replacement`;
      const [sheet] = await town.desk.desk.api.sheets<CardSheet>(path, { json });
      return sheet!;
    }

    before(async () => {
      [giftedOnly] = (await localAccountsOf(town.stack, [cardAt(town, 2)])) as [`0x${string}`];
      const { privateKey } = demoOfficers()[0]!;
      const call = { abi: localTokenAbi, functionName: "transfer" } as const;
      const data = encodeFunctionData({ ...call, args: [giftedOnly, 40n] });
      const { address: token } = town.stack.deployment.contracts.localToken;
      await sendAs(town.stack.rpcUrl, privateKey, token, data);
      await read(
        "given",
        `select from account where address = '${giftedOnly}' and confirmed_cents = 40`,
      );
    });

    it("follows to the card in its place, what was only given to it too", async () => {
      const old = [cardAt(town, 0), cardAt(town, 2)];
      const fresh = [await replace(old[0]!.number), await replace(old[1]!.number)];
      const [waiting] = await handovers();
      assert.equal(waiting!.leftCents, "740");
      assert.equal(waiting!.reassignment, undefined, "the token does not know the accounts yet");
      await town.desk.treasury.sign(waiting!.announcement!);
      await eventually("ready", async () => (await handovers())[0]!.reassignment !== undefined);
      const [ready] = await handovers();
      assert.equal(ready!.announcement, undefined);
      await town.desk.desk.sign(ready!.reassignment!);
      await eventually("handed over", async () => (await handovers()).length === 0);
      const received = await localAccountsOf(town.stack, fresh);
      assert.deepEqual(await localAccountsOf(town.stack, old), received, "what the old ones earn");
      const rows = await query<{ address: string; cents: string }>(
        `select address, confirmed_cents::text as cents from account
         where address = any($1) or address = $2 order by confirmed_cents`,
        [received, giftedOnly],
      );
      assert.deepEqual(rows, [
        { address: giftedOnly, cents: "0" },
        { address: received[1], cents: "40" },
        { address: received[0], cents: "700" },
      ]);
    });
  });
});
