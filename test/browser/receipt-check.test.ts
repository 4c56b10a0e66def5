import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import {
  encodeFunctionData,
  hashTypedData,
  parseSignature,
  signatureToCompactSignature,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { PAYMENT_TYPES, RECEIPT_TYPES, tokenDomain, townDomain } from "#core/chain/typed-data.ts";
import { type Receipt, encodeReceipt } from "#core/payment/receipt-code.ts";
import { type Hash, addressOf } from "#core/shared/ids.ts";
import { cents } from "#core/shared/money.ts";

import type { FakeChain } from "../support/fake-chain.ts";
import { SHOPS, TOWN, VOUCHER, createTownChain } from "../support/fake-town.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { type FakeApi, type PageServer, startPageServer } from "../support/page-server.ts";

const CARD = privateKeyToAccount(`0x${"11".repeat(32)}`);
const TOWN_KEY = privateKeyToAccount(`0x${"22".repeat(32)}`);
const MESSAGE = { to: SHOPS[0], amount: cents(1230), nonce: 1n, deadline: 1_800_000_000n } as const;
const TYPED = {
  domain: tokenDomain(TOWN.chainId, VOUCHER),
  types: PAYMENT_TYPES,
  primaryType: "Payment",
  message: MESSAGE,
} as const;

describe("a receipt's check", function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: PageServer;
  let page: Page;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  afterEach(async () => {
    await page?.context().close();
    await server?.close();
  });

  async function signedReceipt(change: Partial<Receipt> = {}): Promise<Receipt> {
    const acceptedAt = 1_764_000_000n;
    const signature = await TOWN_KEY.signTypedData({
      domain: townDomain(TOWN.chainId),
      types: RECEIPT_TYPES,
      primaryType: "Receipt",
      message: { payments: [hashTypedData(TYPED) as Hash], acceptedAt },
    });
    const { amount, nonce, deadline } = MESSAGE;
    const share = { token: VOUCHER, from: addressOf(CARD.address), amount, nonce, deadline };
    const merchant = SHOPS[0];
    return { chainId: TOWN.chainId, merchant, acceptedAt, shares: [share], signature, ...change };
  }

  /** Puts the payment on the chain, as a relayer would. */
  async function settle(chain: FakeChain): Promise<void> {
    const compact = signatureToCompactSignature(parseSignature(await CARD.signTypedData(TYPED)));
    const { to, amount, nonce, deadline } = MESSAGE;
    const payments = [{ amount, nonce, deadline, r: compact.r, vs: compact.yParityAndS }];
    const input = encodeFunctionData({
      abi: voucherAbi,
      functionName: "settle",
      args: [[{ to, payments }]],
    });
    const args = { from: CARD.address, to, value: amount };
    const event = { address: VOUCHER, abi: voucherAbi, eventName: "Transfer", args } as const;
    chain.add([{ from: SHOPS[2], to: VOUCHER, input, events: [event] }]);
  }

  async function open(code: string, chain: FakeChain, changes: FakeApi = {}): Promise<void> {
    const town = { ...TOWN, receiptSigners: [addressOf(TOWN_KEY.address)] };
    server = await startPageServer({ "GET /api/town": { body: town }, ...changes }, chain);
    page = await (await browser.newContext({ locale: "it-IT" })).newPage();
    await page.goto(`${server.url}/trasparenza/ricevuta#${code}`);
  }

  it("finds a settled payment on chain by itself: block, programme, amount", async () => {
    const chain = createTownChain();
    await settle(chain);
    await open(encodeReceipt(await signedReceipt()), chain);
    await page.getByText("✓ Firma autentica.").waitFor();
    await page.getByText("✓ Registrata sulla blockchain.").waitFor();
    const list = await page.getByRole("list", { name: "Movimenti della ricevuta" }).innerText();
    expect(list)
      .to.include("12,30 €")
      .and.include("Buoni spesa 2026")
      .and.match(/blocco \d+/);
    await expectNoAxeViolations(page);
  });

  it("does not take another movement of the same amount for it", async () => {
    const chain = createTownChain();
    const args = { from: CARD.address, to: SHOPS[0], value: 1230n };
    const event = { address: VOUCHER, abi: voucherAbi, eventName: "Transfer", args } as const;
    chain.add([{ from: SHOPS[2], to: VOUCHER, input: "0x", events: [event] }]);
    await open(encodeReceipt(await signedReceipt()), chain);
    await page.getByText("Non ancora registrata sulla blockchain.").waitFor();
  });

  it("sees that a receipt was changed by one cent", async () => {
    const genuine = await signedReceipt();
    const shares = [{ ...genuine.shares[0]!, amount: cents(1231) }];
    await open(encodeReceipt({ ...genuine, shares }), createTownChain());
    await page.getByText("✗ Firma non del Comune di Balestrate.").waitFor();
    await expectNoAxeViolations(page);
  });

  it("recomputes the signature where neither town nor chain answers", async () => {
    const away = { status: 502, type: "text/html", body: "" };
    await open(encodeReceipt(await signedReceipt()), createTownChain(), { "GET /api/town": away });
    await page.getByText(addressOf(TOWN_KEY.address)).waitFor();
  });

  it("says what to do with half a receipt", async () => {
    await open(encodeReceipt(await signedReceipt()).slice(0, 90), createTownChain());
    await page.getByText("Qui manca una ricevuta leggibile.").waitFor();
  });
});
