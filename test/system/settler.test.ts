import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";

import {
  type Hex,
  type TestClient,
  createTestClient,
  encodeFunctionData,
  http,
  publicActions,
  walletActions,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { voucherAbi } from "#core/chain/abi/voucher.ts";

import { demoOfficers } from "../../scripts/deploy/demo-officers.ts";
import { ApiProblem } from "../../scripts/scenario/api-client.ts";
import {
  type PaymentInput,
  type PlayedTown,
  cardAndTill,
  eventually,
  paymentOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

type Payment = { state: string };
type Relayer = { address: Hex; next_nonce: string };

describe("The settler on a real chain", () => {
  let town: PlayedTown;
  let node: TestClient;

  before(async function () {
    this.timeout(180_000);
    // One account for each card: the tests block it, and expect what one transfer does.
    town = await startPlayedTown({
      settings: { BORGO_RELAYERS: "2" },
      terms: { accountsPerRecharge: 1 },
    });
    node = createTestClient({ mode: "anvil", transport: http(town.stack.rpcUrl) });
  });

  after(() => town?.stack.stop());

  const query = <Row extends object>(text: string, values?: unknown[]) =>
    run<Row & Record<string, unknown>>(town.stack.ownerUrl, text, values);

  const relayers = () => query<Relayer>("select * from relayer order by address");

  const wallet = () => node.extend(walletActions).extend(publicActions);

  /** Uses an account's nonce without its key: the node lets whoever runs it. */
  async function useNonce(account: Hex): Promise<void> {
    await node.impersonateAccount({ address: account });
    const hash = await wallet().sendTransaction({ account, chain: null, to: account });
    await wallet().waitForTransactionReceipt({ hash });
    await node.stopImpersonatingAccount({ address: account });
  }

  /** What came of sending it once: that it was accepted, or why not. */
  async function send(position: number, payment: PaymentInput): Promise<string> {
    try {
      await cardAndTill(town, position).till.post("/api/payments", { json: payment });
      return "accepted";
    } catch (error) {
      if (error instanceof ApiProblem) return error.code;
      throw error;
    }
  }

  /** Pays, and pays again as long as the service says that it is being told again what it forgot. */
  async function pay(position: number, amount: string): Promise<PaymentInput> {
    const payment = paymentOf(cardAndTill(town, position).card, amount);
    await eventually("accepted", async () => {
      const outcome = await send(position, payment);
      if (outcome !== "recovering") assert.equal(outcome, "accepted");
      return outcome === "accepted";
    });
    return payment;
  }

  async function settles(position: number, { paymentId }: PaymentInput): Promise<void> {
    const { till } = cardAndTill(town, position);
    await eventually("settled", async () => {
      const { state } = await till.get<Payment>(`/api/payments/${paymentId}`);
      return state === "settled";
    });
  }

  it("goes on with another account while a replica that is away holds one", async function () {
    this.timeout(90_000);
    const [held, other] = await relayers();
    await query(
      "update relayer set lease_owner = $2, lease_until = now() + interval '5 minutes' where address = $1",
      [held!.address, randomUUID()],
    );
    const before = BigInt(other!.next_nonce);
    await settles(0, await pay(0, "310"));
    const [, after] = await relayers();
    assert.equal(BigInt(after!.next_nonce) > before, true);
    await query("update relayer set lease_owner = null, lease_until = null");
  });

  it("notices that somebody else used its nonce, and settles with the next", async function () {
    this.timeout(120_000);
    for (const { address } of await relayers()) await useNonce(address);
    await settles(1, await pay(1, "320"));
    await eventually("counted", async () => {
      const [row] = await query<{ count: string }>(
        "select count(*) from settlement_batch where dead_because = 'foreign_nonce'",
      );
      return Number(row!.count) >= 1;
    });
    const metrics = async () => (await fetch(`${town.stack.url}/metrics`)).text();
    await eventually("told", async () => /borgo_foreign_nonces [1-9]/.test(await metrics()));
  });

  it("sets aside what the contract would leave out, and settles the rest", async function () {
    this.timeout(120_000);
    const { privateKey } = demoOfficers().find(({ roles }) => roles.includes("guardian" as never))!;
    const guardian = privateKeyToAccount(privateKey);
    const [account] = await query<{ address: Hex; voucher: Hex; number: string }>(
      `select a.address, p.voucher, c.number from account a
       join programme p on p.id = a.programme_id join card c on c.id = a.card_id
       where c.number = $1`,
      [cardAndTill(town, 2).card.number],
    );
    const block = async (functionName: "blockAccounts" | "unblockAccounts") => {
      const data = encodeFunctionData({
        abi: voucherAbi,
        functionName,
        args: [[account!.address]],
      });
      const to = account!.voucher;
      const hash = await wallet().sendTransaction({ account: guardian, chain: null, to, data });
      await wallet().waitForTransactionReceipt({ hash });
    };
    await block("blockAccounts");
    const kept = await pay(2, "330");
    const free = await pay(0, "340");
    await settles(0, free);
    await eventually("set aside", async () => {
      const rows = await query<{ state: string; skip_reason: string }>(
        "select state, skip_reason from signed_transfer where payment_id = $1 and set_aside_until is not null",
        [kept.paymentId],
      );
      return rows[0]?.state === "accepted" && rows[0].skip_reason === "payer_blocked";
    });
    await block("unblockAccounts");
    await query(
      "update signed_transfer set set_aside_until = now() where set_aside_until is not null",
    );
    await settles(2, kept);
  });

  it("says that it recovers where a replica has not noticed yet that the database forgot", async function () {
    this.timeout(120_000);
    const payment = paymentOf(cardAndTill(town, 1).card, "350");
    await query("update database_mark set quarantined_because = 'a test', quarantined_at = now()");
    assert.equal(await send(1, payment), "recovering");
    await settles(1, await pay(1, "360"));
  });
});
