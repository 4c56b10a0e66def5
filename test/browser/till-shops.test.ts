import { expect } from "chai";
import type { Browser } from "playwright-core";
import { recoverMessageAddress, recoverTypedDataAddress } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";

import { PAYMENT_TYPES, tokenDomain } from "#core/chain/typed-data.ts";

import type { ShopPaid, TransfersToSign } from "../../web/src/shared/api/types.ts";
import { SHEET_CODE, SHOP_PASSWORD, acceptanceFor, fakeShop } from "../support/fake-till.ts";
import { type WalletFaults, plantWallet } from "../support/fake-wallet.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { type FakeApi, problem } from "../support/page-server.ts";
import { openCodeField } from "../support/till-page.ts";
import { TillStage } from "../support/till-stage.ts";

const ACCOUNT = privateKeyToAccount(generatePrivateKey());
const OWN_WALLET = ACCOUNT.address.toLowerCase();
const MESSAGE = "borgo.example wants you to sign in with your Ethereum account";
const SHOP = { number: 7, businessName: "Mulino di Wanda" };
const TERMS: TransfersToSign = [
  {
    ...{ token: `0x${"a".repeat(40)}`, chainId: 31_337, to: `0x${"b".repeat(40)}` },
    ...{ amountCents: "2500", nonce: "4", deadline: "1900000000", digest: `0x${"d".repeat(64)}` },
  },
];

describe("a shop that pays another, or keeps its own wallet", function () {
  this.timeout(60_000);
  let browser: Browser;
  let stage: TillStage;
  /** What was sent to the service, by path. */
  let sent: Record<string, Record<string, unknown>[]>;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(() => {
    stage = new TillStage(browser);
    sent = {};
    stage.state.shopLocal = { availableCents: "6000", movements: [] };
    stage.state.till!.merchant.localPercent = 40;
  });
  afterEach(() => stage.close());

  function keep(path: string, body: string): Record<string, unknown> {
    const json = JSON.parse(body) as Record<string, unknown>;
    (sent[path] ??= []).push(json);
    return json;
  }

  const paid = (paymentId: string, isCovered = true): ShopPaid => ({
    ...{ paymentId, amountCents: "2500", leftCents: "3500", payee: SHOP, isCovered },
    ...{ acceptedAt: "2026-11-24T09:30:00.000Z", digests: [TERMS[0]!.digest] },
  });

  const api: FakeApi = {
    "GET /api/shops/7": { body: { ...SHOP, takesLocalValue: true, isOwnWallet: false } },
    "GET /api/shops/8": {
      body: { number: 8, businessName: "Ferramenta", takesLocalValue: false, isOwnWallet: false },
    },
    "GET /api/shops/9": problem(404, "unknown_shop", "Nessun negozio ha questo numero."),
    "GET /api/tills/current/shop-code.svg": { type: "image/svg+xml", body: "<svg/>" },
    "POST /api/tills/sign-in": (body) => {
      keep("sign-in", body);
      return { status: 201, body: { message: MESSAGE } };
    },
    "POST /api/tills": (body) => {
      keep("tills", body);
      stage.state.till = withWallet();
      return { status: 201, body: stage.state.till };
    },
    "POST /api/payments/to-shops/terms": (body) => {
      keep("terms", body);
      return { body: TERMS };
    },
    "POST /api/payments/to-shops": (body) => {
      const { paymentId, password } = keep("pay", body);
      if (password !== undefined && password !== SHOP_PASSWORD)
        return problem(403, "wrong_password", "Password sbagliata.", { triesLeft: 4 });
      return { status: 201, body: paid(String(paymentId), password !== undefined) };
    },
  };

  function withWallet() {
    const till = fakeShop();
    return { ...till, merchant: { ...till.merchant, localPercent: 40, ownWallet: OWN_WALLET } };
  }

  async function openWithWallet(path: string, faults: WalletFaults = {}): Promise<void> {
    await stage.open("/favicon.svg", api);
    await plantWallet(stage.page, ACCOUNT, faults);
    await stage.page.goto(`${stage.url}${path}`);
  }

  async function choose(number: string, amount: string): Promise<void> {
    await stage.page.getByLabel("Oppure il numero dell'altro negozio").fill(number);
    await stage.page.getByRole("button", { name: "Continua" }).click();
    await stage.page.getByRole("heading", { name: "Quanto a Mulino di Wanda?" }).waitFor();
    await stage.page.keyboard.type(amount);
  }

  /** The sheet's code and the shop's password. */
  async function agree(password: string): Promise<void> {
    const field = await openCodeField(stage.page, "Codice del foglio");
    await field.fill(SHEET_CODE);
    await stage.page.getByRole("button", { name: "Continua" }).click();
    await stage.page.getByLabel("Password del negozio").fill(password);
    await stage.page.getByRole("button", { name: "Paga 25,00" }).click();
  }

  it("enters with its wallet, which signs a message for this site and nothing else", async () => {
    stage.state.till = undefined;
    await openWithWallet("/cassa");
    const enter = stage.page.getByRole("button", { name: "Entra con il tuo portafoglio" });
    await enter.waitFor();
    await expectNoAxeViolations(stage.page);
    await enter.click();
    await stage.page.getByText("Alimentari Da Pina").waitFor();
    expect(sent["sign-in"]).to.deep.equal([{ address: OWN_WALLET }]);
    const { message, signature } = sent["tills"]![0] as Record<string, string>;
    const signer = await recoverMessageAddress({
      ...{ message: message!, signature: signature as `0x${string}` },
    });
    expect([message, signer]).to.deep.equal([MESSAGE, ACCOUNT.address]);
  });

  it("is told when there is no wallet, or when it refuses to sign", async () => {
    stage.state.till = undefined;
    await stage.open("/cassa", api);
    const enter = stage.page.getByRole("button", { name: "Entra con il tuo portafoglio" });
    await enter.click();
    await stage.page.getByRole("alert").filter({ hasText: "non c'è nessun portafoglio" }).waitFor();
    await plantWallet(stage.page, ACCOUNT, { refuses: "personal_sign" });
    await stage.page.reload();
    await enter.click();
    await stage.page.getByRole("alert").filter({ hasText: "Firma rifiutata" }).waitFor();
    await expectNoAxeViolations(stage.page);
    expect(sent["tills"]).to.equal(undefined);
  });

  it("pays by the other shop's number, with its sheet and password, and is answered once", async () => {
    await stage.open("/cassa/dispositivo", api);
    await stage.page.getByText("Farsi pagare da un altro negozio").click();
    await stage.page.getByText("o scrive il numero 1.").waitFor();
    await stage.page.getByRole("link", { name: "Paga un altro negozio" }).click();
    await stage.page.getByRole("heading", { name: "Paga un altro negozio" }).waitFor();
    await expectNoAxeViolations(stage.page);
    const number = stage.page.getByLabel("Oppure il numero dell'altro negozio");
    for (const [typed, sentence] of [
      ["1", "È il numero di questo stesso negozio."],
      ["8", "Ferramenta non accetta valore locale."],
      ["9", "Nessun negozio ha questo numero."],
    ] as const) {
      await number.fill(typed);
      await stage.page.getByRole("button", { name: "Continua" }).click();
      await stage.page.getByRole("alert").filter({ hasText: sentence }).waitFor();
    }
    await choose("7", "6001");
    await stage.page.getByRole("alert").filter({ hasText: "Il negozio ha 60,00" }).waitFor();
    for (let key = 0; key < 4; key += 1) await stage.page.keyboard.press("Backspace");
    await stage.page.keyboard.type("2500");
    await expectNoAxeViolations(stage.page);
    await stage.page.getByRole("button", { name: "Paga 25,00" }).click();
    await agree("11111111");
    await stage.page.getByRole("alert").filter({ hasText: "Password sbagliata." }).waitFor();
    await agree(SHOP_PASSWORD);
    const answer = await stage.answer("Pagato");
    expect(answer).to.include("25,00").and.include("Mulino di Wanda (n. 7)");
    expect(answer).to.include("Restano al negozio 35,00");
    await expectNoAxeViolations(stage.page);
    const [wrong, right] = sent["pay"]!;
    expect(right).to.deep.include({ payee: 7, amountCents: "2500", activationCode: SHEET_CODE });
    expect(right!["paymentId"]).not.to.equal(wrong!["paymentId"]);
  });

  for (const [what, isTaken] of [
    ["before it arrives", false],
    ["after it was taken", true],
  ] as const)
    it(`finds the truth of a payment whose line is cut ${what}, after a reload too`, async () => {
      await stage.open("/cassa/paga", api);
      const ids: string[] = [];
      let isCut = true;
      await stage.page.route("**/api/payments/to-shops", (route) => {
        ids.push((route.request().postDataJSON() as { paymentId: string }).paymentId);
        return route.abort("connectionreset");
      });
      await stage.page.route("**/api/payments/*/abandon", (route) => {
        if (isCut) return route.abort("internetdisconnected");
        const outcome = isTaken
          ? { outcome: "paid_shop", payment: paid(ids[0]!) }
          : { outcome: "abandoned" };
        return route.fulfill({ json: outcome });
      });
      await choose("7", "2500");
      await stage.page.getByRole("button", { name: "Paga 25,00" }).click();
      await agree(SHOP_PASSWORD);
      await stage.answer("Esito incerto: sto verificando");
      await stage.page.reload();
      await stage.answer("Esito incerto: sto verificando");
      await expectNoAxeViolations(stage.page);
      isCut = false;
      await stage.answer(isTaken ? "Pagato" : "Non pagato");
      await stage.page.reload();
      await stage.page.getByRole("heading", { name: "Paga un altro negozio" }).waitFor();
      expect(ids).to.have.length(1);
    });

  it("pays from its own wallet what it is shown, and is told that it holds once registered", async () => {
    stage.state.till = withWallet();
    await openWithWallet("/cassa/paga");
    await choose("7", "2500");
    await stage.page.getByRole("button", { name: "Paga 25,00" }).click();
    await stage.page.getByRole("heading", { name: "Paga 25,00 in valore locale" }).waitFor();
    await expectNoAxeViolations(stage.page);
    await stage.page.getByRole("button", { name: "Paga 25,00" }).click();
    expect(await stage.answer("Inviato")).to.include("vale quando negli incassi è «registrato»");
    const { digest, deadline, ...terms } = TERMS[0]!;
    const [signed] = sent["pay"]![0]!["signed"] as Record<string, string>[];
    expect(signed).to.deep.include({ digest, deadline });
    const signer = await recoverTypedDataAddress({
      domain: tokenDomain(terms.chainId, terms.token as `0x${string}`),
      ...{ types: PAYMENT_TYPES, primaryType: "Payment" },
      message: {
        ...{ to: terms.to as `0x${string}`, amount: 2500n, nonce: 4n },
        deadline: BigInt(deadline),
      },
      signature: signed!["signature"] as `0x${string}`,
    });
    expect(signer).to.equal(ACCOUNT.address);
  });

  it("sends nothing where its wallet is on another account, on another chain, or says no", async () => {
    stage.state.till = withWallet();
    await openWithWallet("/cassa/paga", { refuses: "eth_signTypedData_v4" });
    const pay = stage.page.getByRole("button", { name: "Paga 25,00" });
    const says = (text: string) =>
      stage.page.getByRole("alert").filter({ hasText: text }).waitFor();
    await choose("7", "2500");
    await pay.click();
    await pay.click();
    await says("Firma rifiutata");
    stage.state.till.merchant.ownWallet = `0x${"1".repeat(40)}`;
    await stage.page.reload();
    await choose("7", "2500");
    await pay.click();
    await pay.click();
    await says("Il portafoglio è su un altro account");
    expect(sent["pay"]).to.equal(undefined);
  });

  it("sees in its day what came from another shop and what went to one", async () => {
    const { cardNumber: _, leftCents: __, ...came } = acceptanceFor("p", "1200");
    stage.state.day = {
      ...{ day: "2026-11-24", totalCents: "1200", count: 1 },
      parts: [{ kind: "local", amountCents: "1200" }],
      payments: [
        {
          ...{ ...came, parts: [{ kind: "local", amountCents: "1200" }], payer: SHOP },
          ...{ state: "accepted", isCovered: false, transactionHashes: [], reversals: [] },
        },
      ],
      toShops: [
        {
          ...{ paymentId: "q", state: "settled", amountCents: "2500", givenBackCents: "100" },
          ...{ acceptedAt: "2026-11-24T10:00:00.000Z", payee: SHOP },
        },
      ],
    };
    await stage.open("/cassa/oggi", api);
    await stage.page.getByText("da Mulino di Wanda").waitFor();
    await stage.page.getByText("in arrivo: vale quando è registrato").waitFor();
    await stage.page.getByText("-25,00", { exact: true }).waitFor();
    await stage.page.getByText("registrato, tornati 1,00").waitFor();
    await stage.page.getByRole("button", { name: "Annulla il pagamento delle" }).click();
    const sure = stage.page.getByRole("button", { name: "Sì, annulla 12,00", exact: true });
    await sure.waitFor();
    await expectNoAxeViolations(stage.page);
  });
});
