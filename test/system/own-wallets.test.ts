import { strict as assert } from "node:assert";

import { encodeFunctionData, getAddress } from "viem";
import { createSiweMessage, parseSiweMessage } from "viem/siwe";

import { localTokenAbi } from "../../core/chain/abi/local-token.ts";
import { LOCAL_VALUE } from "../../core/local-value/local-value.ts";
import { demoOfficers } from "../../scripts/deploy/demo-officers.ts";
import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type { Owed, Payment, Reversal, TransfersToSign } from "../../web/src/shared/api/types.ts";
import { localAccountsOf, sendAs } from "../support/local-value.ts";
import { OwnWalletShop } from "../support/own-wallet-shop.ts";
import { ShopTown, payment, swapOneLetter } from "../support/shop-town.ts";
import {
  type PlayedTown,
  cardAt,
  eventually,
  paymentOf,
  refusalOf,
} from "../support/played-town.ts";
import { rebuildIndex } from "../support/rebuild-index.ts";
import { NOTED_BY_ROUNDS, tableContents } from "../support/table-contents.ts";
import { actAsGuardian } from "../support/town-node.ts";

const VOLATILE = new Set([...NOTED_BY_ROUNDS, "officer_session"]);
const GIVEN = 1_000n;

describe("Shops with wallets of their own, and shops that pay each other", function () {
  this.timeout(300_000);
  let shops: ShopTown;
  let town: PlayedTown;
  let wanda: OwnWalletShop;
  let other: OwnWalletShop;
  /** Two tills of one shop in custody, and one of another. */
  const pina: ApiClient[] = [];
  let nino: ApiClient;
  let numbers: { pina: number; nino: number; wanda: number };

  before(async () => {
    shops = await ShopTown.start();
    ({ town } = shops);
    wanda = new OwnWalletShop(town.stack.url);
    other = new OwnWalletShop(town.stack.url);
    const { created } = await shops.upload(
      wanda.row("Mulino di Wanda", "01234567897"),
      `Senza conto;00743110157;47.11;alimentari;;IT62J0306943200557957930388;`,
    );
    assert.equal(created, 2);
  });

  after(() => shops?.town.stack.stop());

  describe("in the office", () => {
    it("are refused an address that is mistyped, or anybody else's", async () => {
      const good = getAddress(other.address);
      const [{ address: relayer }] = (await shops.query(`select address from relayer limit 1`)) as [
        { address: `0x${string}` },
      ];
      const [card] = await localAccountsOf(town.stack, [cardAt(town, 0)]);
      const { id } = (await shops.merchants()).find(({ state }) => state === "imported")!;
      const note = (address: string) =>
        town.desk.desk.api.post(`/api/merchants/${id}/wallet`, { json: { address } });
      for (const [address, told] of [
        ["0x12", "wrong_shape"],
        [good.toLowerCase(), "no_checksum"],
        [swapOneLetter(good), "wrong_check_character"],
        [getAddress(wanda.address), "shop"],
        [getAddress(card!), "card"],
        [getAddress(relayer), "town"],
        [getAddress(town.stack.deployment.contracts.localToken.address), "town"],
        [demoOfficers()[0]!.address, "officer"],
      ] as const) {
        const { code, problem } = await refusalOf(note(address));
        assert.equal(problem[code === "wrong_wallet" ? "fault" : "by"], told, address);
      }
      const rows = await refusalOf(
        shops.upload(
          wanda.row("Un altro", "02345678904", getAddress(wanda.address)),
          other.row("Ancora", "03456789019", good.toLowerCase() as `0x${string}`),
        ),
      );
      const errors = rows.problem["errors"] as { row: number; code: string }[];
      assert.deepEqual(errors.map(({ row, code }) => [row, code]).sort(), [
        [2, "address_taken"],
        [3, "no_checksum"],
      ]);
      await note(good);
      assert.equal((await refusalOf(note(good))).code, "address_taken");
      const acts = `select from audit_entry where act = 'merchant_wallet_noted'`;
      assert.equal((await shops.query(acts)).length, 1);
    });

    it("are registered on chain like any other shop, with no sheet", async () => {
      await town.play.registerMerchants();
      assert.equal(town.play.sheets.length, 0, "no sheet was printed");
      const own = (await shops.merchants()).filter(({ isOwnWallet }) => isOwnWallet);
      const active = own.filter(({ state }) => state === "active").map(({ account }) => account);
      assert.deepEqual(active.sort(), [wanda.address, other.address].sort());
    });
  });

  describe("at the till's door", () => {
    it("are let in by a message for this site, this door and this moment, signed by their own key", async () => {
      const told = parseSiweMessage(await wanda.message());
      const stranger = new ApiClient(town.stack.url);
      const enter = async (changes: object, account = wanda.account) => {
        const { nonce } = parseSiweMessage(await wanda.message());
        const message = createSiweMessage({ ...told, nonce, ...changes } as never);
        const signature = await account.signMessage({ message });
        return stranger.post("/api/tills", { json: { message, signature, label: "Banco" } });
      };
      for (const [changes, account, reason] of [
        [{ domain: "evil.example" }, wanda.account, "domain"],
        [{ uri: "https://evil.example/cassa" }, wanda.account, "uri"],
        [{ uri: town.stack.url }, wanda.account, "uri"],
        [{ chainId: 1 }, wanda.account, "chain"],
        [{ nonce: "0".repeat(32) }, wanda.account, "nonce"],
        [{}, other.account, "signature"],
      ] as const) {
        const { code, problem } = await refusalOf(enter(changes, account));
        assert.deepEqual([code, problem["reason"]], ["sign_in_failed", reason]);
      }
      const nobody = new OwnWalletShop(town.stack.url).openTill();
      assert.equal((await refusalOf(nobody)).code, "unknown_wallet");
      // What was signed for the till opens no office.
      const proof = await wanda.proof();
      const session = stranger.post("/api/officers/session", { json: proof });
      assert.equal((await refusalOf(session)).problem["reason"], "uri");
      assert.equal((await refusalOf(shops.tillOf(stranger))).code, "till_required");
    });

    it("are let in once by each message, in a race too", async () => {
      const json = { ...(await wanda.proof()), label: "Banco" };
      const tries = await Promise.allSettled(
        Array.from({ length: 8 }, () => new ApiClient(town.stack.url).post("/api/tills", { json })),
      );
      assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
      const replayed = await refusalOf(wanda.till.post("/api/tills", { json }));
      assert.equal(replayed.problem["reason"], "nonce");
    });

    it("prove themselves again to change what belongs to the shop; another shop's wallet does not", async () => {
      await wanda.openTill();
      await other.openTill();
      const { merchant } = await shops.tillOf(wanda.till);
      assert.deepEqual([merchant.ownWallet, merchant.state], [wanda.address, "active"]);
      const path = "/api/tills/current/proof";
      const foreign = wanda.till.post(path, { json: await other.proof() });
      assert.equal((await refusalOf(foreign)).code, "unknown_wallet");
      const share = () =>
        wanda.till.post("/api/tills/current/local-share", { json: { percent: 40 } });
      assert.equal((await refusalOf(share())).code, "shop_proof_required");
      await wanda.till.post(path, { json: await wanda.proof() });
      await share();
      assert.equal((await shops.tillOf(wanda.till)).merchant.localPercent, 40);
      const shares = (await shops.merchants()).map(({ localPercent }) => localPercent);
      assert.equal(Math.max(...shares), 40, "the office sees it");
    });
  });

  describe("that sold to a card", () => {
    it("give back by their wallet's signature of exactly that, and by nothing else", async () => {
      const sale = paymentOf(cardAt(town, 0), "500");
      await wanda.till.post("/api/payments", { json: sale });
      await shops.becomes(wanda.till, sale.paymentId, "settled");
      const path = `/api/payments/${sale.paymentId}/reversals`;
      const terms = (amountCents: string) =>
        wanda.till.post<TransfersToSign>(`${path}/terms`, { json: { amountCents } });
      const give = (amountCents: string, consent: object, reversalId = crypto.randomUUID()) =>
        wanda.till.post<Reversal>(path, { json: { reversalId, amountCents, ...consent } });
      const told = await terms("200");
      const signed = await wanda.sign(told);
      const forged = await wanda.sign(told, other.account);
      assert.equal((await refusalOf(give("200", { signed: forged }))).code, "wrong_key");
      assert.equal((await refusalOf(give("201", { signed }))).code, "terms_changed");
      assert.equal((await refusalOf(give("200", { signed: [] }))).code, "terms_changed");
      assert.equal((await refusalOf(give("200", shops.sheetOf(0)))).code, "unknown_code");
      const id = crypto.randomUUID();
      const answers = await Promise.all([1, 2, 3].map(() => give("200", { signed }, id)));
      for (const answer of answers) assert.deepEqual(answer, answers[0]);
      assert.equal((await refusalOf(give("200", { signed }))).code, "terms_changed", "used up");
      await eventually("given back", async () => {
        const { reversals } = await wanda.till.get<Payment>(`/api/payments/${sale.paymentId}`);
        return reversals.length === 1 && reversals[0]!.state === "settled";
      });
    });
  });

  describe("that pay another in local value", () => {
    before(async () => {
      pina.push(await shops.openTill(0), await shops.openTill(0));
      nino = await shops.openTill(1);
      const [a, b, c] = await Promise.all(
        [pina[0]!, nino, wanda.till].map((client) => shops.tillOf(client)),
      );
      numbers = { pina: a!.merchant.number, nino: b!.merchant.number, wanda: c!.merchant.number };
      await shops.takeLocalValue(pina[0]!, 0);
      await shops.takeLocalValue(nino, 1);
      await shops.reward(GIVEN, a!.merchant.id, c!.merchant.id);
      await eventually("given", async () => (await shops.localOf(wanda.till)) === GIVEN);
    });

    it("are told whom they are about to pay", async () => {
      const shop = await pina[0]!.get<object>(`/api/shops/${numbers.wanda}`);
      const wandas = { number: numbers.wanda, businessName: "Mulino di Wanda" };
      assert.deepEqual(shop, { ...wandas, takesLocalValue: true, isOwnWallet: true });
      const unknown = pina[0]!.get("/api/shops/9999999");
      assert.equal((await refusalOf(unknown)).code, "unknown_shop");
      assert.match(`${await pina[0]!.file("/api/tills/current/shop-code.svg")}`, /^<svg/);
    });

    it("pay once, however often they ask, and never what was not asked", async () => {
      const first = payment(numbers.nino, "300");
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          shops.pay(pina[index % 2]!, { ...first, ...shops.sheetOf(0) }),
        ),
      );
      for (const answer of answers) assert.deepEqual(answer, answers[0]);
      assert.deepEqual([answers[0]!.leftCents, answers[0]!.isCovered], ["700", true]);
      for (const [client, json, code] of [
        [pina[0]!, { ...first, amountCents: "301", ...shops.sheetOf(0) }, "payment_id_reused"],
        [pina[0]!, { ...first, payee: numbers.wanda, ...shops.sheetOf(0) }, "payment_id_reused"],
        [nino, { ...first, ...shops.sheetOf(1) }, "payment_id_reused"],
        [pina[0]!, { ...payment(numbers.nino, "701"), ...shops.sheetOf(0) }, "shop_value_short"],
        [pina[0]!, { ...payment(numbers.pina, "1"), ...shops.sheetOf(0) }, "own_shop"],
        [pina[0]!, { ...payment(9_999_999, "1"), ...shops.sheetOf(0) }, "unknown_shop"],
        [pina[0]!, { ...payment(numbers.nino, "0"), ...shops.sheetOf(0) }, "invalid_amount"],
        [pina[0]!, { ...payment(numbers.nino, "1"), ...shops.sheetOf(1) }, "unknown_code"],
        [pina[0]!, { ...payment(numbers.nino, "1"), signed: [] }, "wrong_key"],
        [nino, { ...payment(numbers.pina, "1001"), ...shops.sheetOf(1) }, "shop_value_short"],
      ] as const)
        assert.equal((await refusalOf(shops.pay(client, json))).code, code);
      const doubt = await pina[1]!.post(`/api/payments/${first.paymentId}/abandon`);
      assert.deepEqual(doubt, { outcome: "paid_shop", payment: answers[0] });
      const lost = payment(numbers.nino, "1");
      await pina[0]!.post(`/api/payments/${lost.paymentId}/abandon`);
      const late = await refusalOf(shops.pay(pina[0]!, { ...lost, ...shops.sheetOf(0) }));
      assert.equal(late.code, "payment_abandoned");
    });

    it("leave nothing behind where it breaks off between any two writes, and pay once when asked again", async () => {
      const json = { ...payment(numbers.nino, "7"), ...shops.sheetOf(0) };
      const left = await shops.localOf(pina[0]!);
      for (const table of ["signed_transfer", "journal_entry"] as const) {
        await shops.breakAt(table, true);
        assert.ok((await refusalOf(shops.pay(pina[0]!, json))).status >= 500);
        await shops.breakAt(table, false);
        assert.equal(await shops.localOf(pina[0]!), left);
      }
      await shops.pay(pina[0]!, json);
      await nino.post(`/api/payments/${json.paymentId}/void`);
    });

    it("see it in both days, out and in, and on chain", async () => {
      const out = (await shops.day(pina[0]!)).toShops.at(-1);
      await shops.becomes(nino, out!.paymentId, "settled");
      const into = (await shops.day(nino)).payments.find(
        ({ paymentId }) => paymentId === out!.paymentId,
      )!;
      assert.deepEqual([out!.payee.number, into.payer?.number], [numbers.nino, numbers.pina]);
      assert.deepEqual(into.parts, [{ kind: "local", amountCents: "300" }]);
      assert.deepEqual([into.cardNumber, into.leftCents], [undefined, undefined]);
      assert.equal((await shops.day(pina[0]!)).payments.length, 0);
      assert.deepEqual([await shops.localOf(pina[0]!), await shops.localOf(nino)], [700n, 300n]);
      await nino.file(`/api/payments/${out!.paymentId}/receipt.pdf`);
      await nino.post("/api/tills/current/closings");
      const { presentable } = await shops.statements(nino);
      assert.deepEqual(presentable, [], "the town reimburses none of it");
    });

    it("have it back from the other shop: by its touch at once, by its password later", async () => {
      const settled = (await shops.day(pina[0]!)).toShops.at(-1);
      const touched = payment(numbers.nino, "50");
      await shops.pay(pina[0]!, { ...touched, ...shops.sheetOf(0) });
      await nino.post(`/api/payments/${touched.paymentId}/void`);
      assert.equal(await shops.localOf(pina[0]!), 700n);
      const json = { reversalId: crypto.randomUUID(), amountCents: "100", ...shops.sheetOf(1) };
      await nino.post(`/api/payments/${settled!.paymentId}/reversals`, { json });
      await eventually("back", async () => (await shops.localOf(pina[0]!)) === 800n);
      const out = (await shops.day(pina[0]!)).toShops;
      assert.deepEqual(
        out.map(({ state, givenBackCents }) => `${state} ${givenBackCents}`),
        ["voided 0", "voided 0", "settled 100"],
      );
    });

    it("never give what they have to two at once: ten requests at two tills, the two that fit", async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const json = { ...payment(numbers.nino, "300"), ...shops.sheetOf(0) };
          for (;;)
            try {
              return (await shops.pay(pina[index % 2]!, json)).payee.number;
            } catch (error) {
              const { code } = error as { code: string };
              if (code !== "busy") return code;
            }
        }),
      );
      const paid = outcomes.filter((outcome) => typeof outcome === "number");
      assert.equal(paid.length, 2, `${outcomes}`);
      assert.equal(outcomes.filter((code) => code === "shop_value_short").length, 8);
      assert.equal(await shops.localOf(pina[0]!), 200n);
    });

    it("pay from their own wallet by its signature, once, after another till took the number before", async () => {
      const before = await shops.localOf(wanda.till);
      const json = payment(numbers.nino, "120");
      const { payee, amountCents } = json;
      const terms = () => shops.terms(wanda.till, { payee, amountCents });
      const [stale, again] = [await terms(), await terms()];
      assert.deepEqual(stale, again, "what is only told takes no number");
      const signed = await wanda.sign(stale);
      const forged = await wanda.sign(stale, other.account);
      assert.equal(
        (await refusalOf(shops.pay(wanda.till, { ...json, signed: forged }))).code,
        "wrong_key",
      );
      const answers = await Promise.all(
        [1, 2, 3].map(() => shops.pay(wanda.till, { ...json, signed })),
      );
      for (const answer of answers) assert.deepEqual(answer, answers[0]);
      assert.equal(answers[0]!.isCovered, false);
      const second = payment(numbers.nino, "120");
      const used = await refusalOf(shops.pay(wanda.till, { ...second, signed }));
      assert.equal(used.code, "terms_changed", "one signature pays once");
      await shops.pay(wanda.till, { ...second, signed: await wanda.sign(await terms()) });
      await shops.becomes(nino, second.paymentId, "settled");
      assert.equal(await shops.localOf(wanda.till), before - 240n);
    });

    it("may send what they signed themselves: nothing stops for it, and the next payment follows", async () => {
      const { localToken } = town.stack.deployment.contracts;
      const before = await shops.localOf(wanda.till);
      const call = { payee: numbers.nino, amountCents: "10" };
      const [told] = await shops.terms(wanda.till, call);
      const ahead = { ...told!, nonce: String(BigInt(told!.nonce) + 3n) };
      await shops.fund(wanda.address);
      const data = await wanda.settlementOf(ahead);
      await sendAs(town.stack.rpcUrl, wanda.key, localToken.address, data);
      await eventually("seen", async () => (await shops.localOf(wanda.till)) === before - 10n);
      const free = "select from database_mark where quarantined_because is null";
      assert.equal((await shops.query(free)).length, 1);
      const [next] = await shops.terms(wanda.till, call);
      assert.equal(BigInt(next!.nonce), BigInt(ahead.nonce) + 1n);
      const json = { ...payment(numbers.nino, "10"), signed: await wanda.sign([next!]) };
      await shops.pay(wanda.till, json);
      await shops.becomes(nino, json.paymentId, "settled");
    });
  });

  describe("in the end", () => {
    it("are owed nothing for what an own wallet moved away before it settled", async () => {
      const { localToken } = town.stack.deployment.contracts;
      await eventually("all settled", async () => (await shops.held()).length === 0);
      await actAsGuardian(town, "pauseSettlement", localToken.address);
      const left = await shops.localOf(wanda.till);
      const call = { payee: numbers.nino, amountCents: String(left) };
      const told = await shops.terms(wanda.till, call);
      const json = { ...payment(numbers.nino, String(left)), signed: await wanda.sign(told) };
      await shops.pay(wanda.till, json);
      assert.equal(await shops.localOf(wanda.till), 0n);
      const transfer = { functionName: "transfer", args: [other.address, left] } as const;
      const data = encodeFunctionData({ abi: localTokenAbi, ...transfer });
      await sendAs(town.stack.rpcUrl, wanda.key, localToken.address, data);
      await actAsGuardian(town, "resumeSettlement", localToken.address);
      await shops.passEveryDeadline();
      await shops.becomes(nino, json.paymentId, "failed");
      assert.deepEqual(await town.desk.desk.api.get<Owed[]>("/api/owed"), []);
      assert.deepEqual(await shops.query(`select from journal_entry where kind = 'owe'`), []);
      assert.deepEqual(await shops.held(), []);
    });

    it("still see their day while they are suspended, and neither sell nor pay nor are paid", async () => {
      const { id } = (await shops.tillOf(wanda.till)).merchant;
      const path = `/api/merchants/${id}/suspension`;
      await town.desk.desk.sign(await town.desk.desk.api.get<TransactionRequest>(path));
      const state = async () => (await shops.tillOf(wanda.till)).merchant.state;
      await eventually("suspended", async () => (await state()) === "suspended");
      await wanda.openTill();
      assert.ok((await shops.day(wanda.till)).toShops.length > 0);
      const sale = wanda.till.post("/api/payments", { json: paymentOf(cardAt(town, 1), "100") });
      assert.equal((await refusalOf(sale)).code, "merchant_not_active");
      const terms = shops.terms(wanda.till, { payee: numbers.nino, amountCents: "1" });
      assert.equal((await refusalOf(terms)).code, "merchant_not_active");
      const toWanda = shops.pay(pina[0]!, { ...payment(numbers.wanda, "1"), ...shops.sheetOf(0) });
      assert.equal((await refusalOf(toWanda)).code, "payee_not_active");
    });

    it("reconcile to the cent, and are the same when the chain is read again", async () => {
      await shops.agreed(LOCAL_VALUE);
      await shops.agreed(town.programmeId);
      const before = await tableContents(town.stack.ownerUrl, VOLATILE);
      await rebuildIndex(town.stack);
      assert.deepEqual(await tableContents(town.stack.ownerUrl, VOLATILE), before);
    });
  });
});
