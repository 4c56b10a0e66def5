import { strict as assert } from "node:assert";

import { LOCAL_VALUE } from "../../core/local-value/local-value.ts";
import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import { rewardPurchases } from "../../server/campaigns/earn-purchases.ts";
import type { Reconciliation } from "../../server/reconciliation/reconciliation.ts";
import { openDatabase } from "../../server/shared/database.ts";
import { systemRandom } from "../../server/shared/random.ts";
import type {
  Acceptance,
  Campaign,
  CardView,
  Cover,
  Owed,
  Payment,
  Receipt,
  Reversal,
  ShopLocalValue,
  TillDay,
} from "../../web/src/shared/api/types.ts";
import { LocalValueOffice, localAccountsOf } from "../support/local-value.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAt,
  eventually,
  localValueOf,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { rebuildIndex } from "../support/rebuild-index.ts";
import { NOTED_BY_ROUNDS, tableContents } from "../support/table-contents.ts";
import { run } from "../support/throwaway-postgres.ts";
import { actAsGuardian, nodeOf } from "../support/town-node.ts";

const BEYOND_EVERY_DEADLINE_SECONDS = 22 * 86_400;
const DAY_MS = 86_400_000;
const VOLATILE = new Set<string>(NOTED_BY_ROUNDS);
const GIVEN = 1_000n;

describe("Payments in vouchers and local value", function () {
  this.timeout(300_000);
  let town: PlayedTown;
  const tills: ApiClient[] = [];

  before(async () => {
    town = await startPlayedTown({ keyIn: "file" });
    const office = await LocalValueOffice.open(town.stack);
    const cards = [0, 1, 2, 3, 4].map((card) => cardAt(town, card));
    const accounts = await localAccountsOf(town.stack, cards);
    await office.reward(...accounts.map((account) => [account, GIVEN] as const));
    await eventually("given", async () => (await localOf(4)) === GIVEN);
    for (const { code: activationCode, password } of town.play.sheets.slice(0, 2)) {
      const till = new ApiClient(town.stack.url);
      await till.post("/api/tills", { json: { activationCode, password, label: "Mista" } });
      tills.push(till);
    }
  });

  after(() => town?.stack.stop());

  const query = <Row extends object>(text: string, values: unknown[] = []) =>
    run<Row>(town.stack.ownerUrl, text, values);

  const localOf = (card: number) => localValueOf(town.stack.url, cardAt(town, card));

  /** A request to pay this much in vouchers and this much in local value, of a price that has room for both. */
  function mixed(card: number, voucher: bigint, local: bigint, bill = 2n * (voucher + local)) {
    const payment = paymentOf(cardAt(town, card), `${voucher + local}`);
    return { ...payment, local: { amountCents: `${local}`, billCents: `${bill}` } };
  }

  type Mixed = ReturnType<typeof mixed>;
  const pay = (till: number, json: Mixed) =>
    tills[till]!.post<Acceptance>("/api/payments", { json });
  const read = (till: number, { paymentId }: Mixed) =>
    tills[till]!.get<Payment>(`/api/payments/${paymentId}`);
  const becomes = (till: number, payment: Mixed, state: Payment["state"]) =>
    eventually(state, async () => (await read(till, payment)).state === state);
  const held = () =>
    query(`select held_cents from account where held_cents <> 0
      union all select held_cents from merchant_holding where held_cents <> 0`);

  async function takeShare(till: number, percent: number): Promise<void> {
    const { code: activationCode, password } = town.play.sheets[till]!;
    await tills[till]!.post("/api/tills/current/proof", { json: { activationCode, password } });
    await tills[till]!.post("/api/tills/current/local-share", { json: { percent } });
  }

  function reverse(till: number, { paymentId }: Mixed, amountCents: string): Promise<Reversal> {
    const { code: activationCode, password } = town.play.sheets[till]!;
    return tills[till]!.post(`/api/payments/${paymentId}/reversals`, {
      json: { reversalId: crypto.randomUUID(), amountCents, activationCode, password },
    });
  }

  const parts = (voucher: bigint, local: bigint) => [
    { kind: "voucher", amountCents: `${voucher}` },
    { kind: "local", amountCents: `${local}` },
  ];

  it("are refused where the shop takes none, which is what no shop has to say", async () => {
    const { problem } = await refusalOf(pay(0, mixed(0, 100n, 1n)));
    assert.deepEqual([problem["code"], problem["limit"]], ["local_above_share", "0"]);
    const cardCode = cardAt(town, 0).code;
    const { parts: own } = await tills[0]!.post<Cover>("/api/payments/preview", {
      json: { amountCents: "400", cardCode },
    });
    assert.deepEqual(own, [{ kind: "voucher", amountCents: "400" }]);
  });

  it("are split by the rule as soon as the shop says its share, which asks for its password", async () => {
    const path = "/api/tills/current/local-share";
    const denied = await refusalOf(tills[0]!.post(path, { json: { percent: 50 } }));
    assert.equal(denied.code, "shop_proof_required");
    await takeShare(0, 50);
    await takeShare(1, 100);
    const vouchers = await balanceOf(town.stack.url, cardAt(town, 0));
    const bill = vouchers + 1_500n;
    const cover = await tills[0]!.post<Cover>("/api/payments/preview", {
      json: { amountCents: `${bill}`, cardCode: cardAt(town, 0).code },
    });
    assert.deepEqual(cover, { parts: parts(vouchers, GIVEN), cashCents: "500" });
  });

  it("are refused above the share, above what there is, and where the parts are none of the whole", async () => {
    const above = await refusalOf(pay(0, mixed(0, 0n, 51n, 100n)));
    assert.deepEqual([above.code, above.problem["limit"]], ["local_above_share", "50"]);
    const much = await refusalOf(pay(1, mixed(0, 1n, GIVEN + 1n)));
    assert.equal(much.code, "insufficient_local_value");
    for (const [amount, local, bill] of [
      ["100", "101", "200"],
      ["100", "10", "99"],
    ] as const) {
      const payment = { ...mixed(0, 100n, 0n), amountCents: amount };
      const wrong = { ...payment, local: { amountCents: local, billCents: bill } };
      assert.equal((await refusalOf(pay(0, wrong))).code, "invalid_amount");
    }
    assert.deepEqual(await held(), []);
  });

  let sale: Mixed;

  it("are one payment: one answer, however often it is asked, and never one of other parts", async () => {
    sale = mixed(0, 600n, 300n, 1_000n);
    const vouchers = await balanceOf(town.stack.url, cardAt(town, 0));
    const answers = await Promise.all(Array.from({ length: 6 }, () => pay(0, sale)));
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    const { amountCents, leftCents, localLeftCents, parts: own } = answers[0]!;
    assert.deepEqual(own, parts(600n, 300n));
    assert.deepEqual([amountCents, localLeftCents], ["900", "700"]);
    assert.equal(leftCents, `${vouchers - 600n}`);
    const { local, ...rest } = sale;
    for (const other of [
      rest,
      { ...sale, local: { ...local, amountCents: "299" } },
      { ...sale, local: { ...local, billCents: "1001" } },
      { ...sale, amountCents: "899" },
    ])
      assert.equal((await refusalOf(pay(0, other as Mixed))).code, "payment_id_reused");
    assert.equal(await localOf(0), 700n);
    assert.equal(await balanceOf(town.stack.url, cardAt(town, 0)), vouchers - 600n);
  });

  it("settle each part on its token, and stand in receipt, day and card by part", async () => {
    await becomes(0, sale, "settled");
    const { transactionHashes, parts: own, billCents } = await read(0, sale);
    assert.ok(transactionHashes.length >= 2, "one transaction per token");
    assert.deepEqual([own, billCents], [parts(600n, 300n), "1000"]);
    const receipt = await tills[0]!.get<Receipt>(`/api/payments/${sale.paymentId}/receipt`);
    assert.deepEqual([receipt.parts, receipt.billCents], [parts(600n, 300n), "1000"]);
    assert.equal(receipt.digests.length, receipt.checkUrl.split("-").length - 1);
    const paper = await fetch(`${town.stack.url}/api/payments/${sale.paymentId}/receipt.pdf`, {
      headers: { cookie: tills[0]!.cookies() },
    });
    assert.equal(paper.status, 200);
    const day = await tills[0]!.get<TillDay>("/api/tills/current/payments");
    assert.deepEqual([day.totalCents, day.parts], ["900", parts(600n, 300n)]);
    const { code: cardCode, password } = cardAt(town, 0);
    const view = await new ApiClient(town.stack.url).post<CardView>("/api/card-views", {
      json: { cardCode, password },
    });
    const paid = view.movements.filter(({ kind }) => kind === "payment");
    assert.deepEqual(
      paid.filter(({ unit }) => unit === "local").map(({ amountCents }) => amountCents),
      ["300"],
    );
  });

  it("bring the shop local value of its own, and nothing of it into what the town pays", async () => {
    const local = await tills[0]!.get<ShopLocalValue>("/api/tills/current/local-value");
    assert.equal(local.availableCents, "300");
    assert.deepEqual(
      local.movements.map(({ direction, amountCents }) => [direction, amountCents]),
      [["in", "300"]],
    );
    const { presentable } = await tills[0]!.get<{ presentable: { amountCents: string }[] }>(
      "/api/tills/current/statements",
    );
    assert.deepEqual(
      presentable.map(({ amountCents }) => amountCents),
      ["600"],
    );
  });

  it("go back last spent first: local value, then vouchers; the town's part last", async () => {
    const first = await reverse(0, sale, "200");
    assert.deepEqual(first.parts, [{ kind: "local", amountCents: "200" }]);
    const second = await reverse(0, sale, "150");
    assert.deepEqual(second.parts, parts(50n, 100n));
    const above = await refusalOf(reverse(0, sale, "551"));
    assert.deepEqual([above.code, above.problem["left"]], ["reversal_above_payment", "550"]);
    await eventually("given back", async () => {
      const { reversals } = await read(0, sale);
      return reversals.every(({ state }) => state === "settled");
    });
    assert.equal(await localOf(0), GIVEN);
    assert.deepEqual(await held(), []);
    const { code: cardCode, password } = cardAt(town, 0);
    const view = await new ApiClient(town.stack.url).post<CardView>("/api/card-views", {
      json: { cardCode, password },
    });
    const back = view.movements.filter(({ unit }) => unit === "local").map(({ kind }) => kind);
    assert.deepEqual(back.sort(), ["payment", "reversal", "reversal", "reward"]);
  });

  it("are voided whole, or not at all", async () => {
    const before = [await localOf(1), await balanceOf(town.stack.url, cardAt(town, 1))];
    const payment = mixed(1, 200n, 100n);
    await pay(1, payment);
    await tills[1]!.post(`/api/payments/${payment.paymentId}/void`);
    assert.deepEqual([await localOf(1), await balanceOf(town.stack.url, cardAt(town, 1))], before);
    const rows = await query(
      "select state from signed_transfer where payment_id = $1 and state <> 'voided'",
      [payment.paymentId],
    );
    assert.deepEqual(rows, []);
    assert.deepEqual(await held(), []);
  });

  it("never give one unit of local value to two tills", async () => {
    const vouchers = await balanceOf(town.stack.url, cardAt(town, 2));
    const requests = Array.from({ length: 10 }, () => mixed(2, 10n, 300n));
    const outcomes = await Promise.all(
      requests.map(async (request, index) => {
        for (;;)
          try {
            await pay(index % 2 === 0 ? 1 : 0, request);
            return "accepted";
          } catch (error) {
            const { code } = error as { code: string };
            if (code !== "busy") return code;
          }
      }),
    );
    assert.equal(outcomes.filter((outcome) => outcome === "accepted").length, 3, `${outcomes}`);
    assert.equal(outcomes.filter((code) => code === "insufficient_local_value").length, 7);
    assert.equal(await localOf(2), GIVEN - 900n);
    assert.equal(await balanceOf(town.stack.url, cardAt(town, 2)), vouchers - 30n);
  });

  let alone: Mixed;

  it("earn on the vouchers' part alone, so that no ring earns on what it passes on", async () => {
    const terms = { name: "Vicino", act: "1/2027", kind: "purchases", basisPoints: 500 };
    const caps = { budgetCents: "900", cardCents: "900", householdCents: "900" };
    const days = { cardDayCents: "900", merchantCents: "900", merchantDayCents: "900" };
    const rewardsFrom = new Date(Date.now() - 1_000).toISOString();
    const rewardsUntil = new Date(Date.now() + 20 * DAY_MS).toISOString();
    type Draft = { campaign: Campaign; transaction: TransactionRequest };
    const json = { ...terms, ...caps, ...days, categories: [], rewardsFrom, rewardsUntil };
    const draft = await town.desk.treasury.api.post<Draft>("/api/campaigns", { json });
    await town.desk.treasury.sign(draft.transaction);
    const path = `/api/campaigns/${draft.campaign.id}`;
    const state = async () => (await town.desk.desk.api.get<Campaign>(path)).state;
    await eventually("open", async () => (await state()) === "open");
    const both = mixed(3, 600n, 400n);
    alone = mixed(3, 0n, 500n);
    await pay(1, both);
    await pay(1, alone);
    const db = openDatabase(town.stack.replica.databaseUrl, 1);
    await rewardPurchases({ db, random: systemRandom }).finally(() => db.destroy());
    const earned = async () =>
      (
        await query<{ cents: string }>(
          `select sum(amount_cents)::text as cents from reward_entry where payment_id = any($1::uuid[])
           group by payment_id order by 1`,
          [[both.paymentId, alone.paymentId]],
        )
      ).map(({ cents }) => cents);
    await eventually("judged", async () => (await earned()).length === 2);
    assert.deepEqual(await earned(), ["0", "30"]);
    await becomes(1, both, "settled");
    await becomes(1, alone, "settled");
  });

  it("give back once what a reversal gave back that the database has forgotten", async () => {
    await query(
      `insert into recovered_transfer (digest, programme_id, from_account, to_account, nonce, amount_cents,
         transaction_hash, settled_block, settled_at)
       select '0x' || repeat('f', 64), programme_id, to_account, from_account, 7, 200, settled_transaction,
         settled_block, settled_at
       from signed_transfer where payment_id = $1`,
      [alone.paymentId],
    );
    const { code, problem } = await refusalOf(reverse(1, alone, "301"));
    assert.deepEqual([code, problem["left"]], ["reversal_above_payment", "300"]);
  });

  const agreed = (token: string) =>
    eventually(`the books of ${token} agree`, async () => {
      const path = `/api/programmes/${token}/reconciliation`;
      const { differences, chainCompleteAt } = await town.desk.desk.api.get<Reconciliation>(path);
      return differences.length === 0 && chainCompleteAt !== null;
    });

  it("reconcile to the cent: journal, accounts and chain, of either token", async () => {
    await eventually("all settled", async () => (await held()).length === 0);
    await agreed(LOCAL_VALUE);
    await agreed(town.programmeId);
    const [sums] = await query<{ journal: string; rewarded: string }>(
      `select (select sum(cents) from journal_balance where programme_id = $1 and account <> 'fund')::text as journal,
        (select rewarded_cents::text from local_totals) as rewarded`,
      [LOCAL_VALUE],
    );
    assert.equal(sums!.journal, sums!.rewarded);
  });

  it("come to the same state when the chain is read again from its first block", async () => {
    const lived = await tableContents(town.stack.ownerUrl, VOLATILE);
    await rebuildIndex(town.stack);
    assert.deepEqual(await tableContents(town.stack.ownerUrl, VOLATILE), lived);
  });

  describe("of which one token settles nothing", () => {
    let lost: Mixed;
    let credit: bigint;

    before(async () => {
      credit = await localOf(4);
      await actAsGuardian(
        town,
        "pauseSettlement",
        town.stack.deployment.contracts.localToken.address,
      );
      lost = mixed(4, 250n, 150n);
      await pay(1, lost);
    });

    it("hold: the one part settles, the other waits, and the payment says so", async () => {
      await eventually("the vouchers have settled", async () => {
        const rows = await query(
          "select from signed_transfer where payment_id = $1 and state = 'settled'",
          [lost.paymentId],
        );
        return rows.length >= 1;
      });
      assert.equal((await read(1, lost)).state, "batched");
      assert.equal(await localOf(4), credit - 150n);
    });

    it("fail past the deadline: the town owes the shop that part, and the card has it back", async () => {
      await nodeOf(town).increaseTime({ seconds: BEYOND_EVERY_DEADLINE_SECONDS });
      await nodeOf(town).mine({ blocks: 3 });
      await becomes(1, lost, "failed");
      assert.equal(await localOf(4), credit);
      assert.deepEqual(await held(), []);
      const owed = await town.desk.treasury.api.get<Owed[]>("/api/owed");
      assert.deepEqual(
        owed.map(({ programme, unit, amountCents, reason }) => [
          ...[programme, unit, amountCents, reason],
        ]),
        [["Valore locale", "local", "150", "deadline_passed"]],
      );
      const act = "Determina 7/2027";
      await town.desk.treasury.api.post(`/api/owed/${owed[0]!.id}/made-good`, { json: { act } });
      await agreed(LOCAL_VALUE);
    });
  });
});
