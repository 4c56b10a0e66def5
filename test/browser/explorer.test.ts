import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { type Hex, encodeFunctionData, encodeFunctionResult, erc20Abi } from "viem";

import { voucherAbi } from "#core/chain/abi/voucher.ts";

import type { FakeChain } from "../support/fake-chain.ts";
import { FAMILIES, NOBODY, SHOPS, TOWN, VOUCHER, createTownChain } from "../support/fake-town.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { type PageServer, startPageServer } from "../support/page-server.ts";

const REF = `0x${"9".repeat(64)}` as const;

/** A recharge of one family, with its call and its event. */
function addRecharge(chain: FakeChain): Hex {
  const [family] = FAMILIES as Hex[];
  const input = encodeFunctionData({
    abi: voucherAbi,
    functionName: "issue",
    args: [[family!], [15_500n], REF],
  });
  const args = { from: NOBODY, to: family, value: 15_500n };
  const events = [{ address: VOUCHER, abi: voucherAbi, eventName: "Transfer", args }];
  return chain.add([{ from: SHOPS[2], to: VOUCHER, input, events }])[0]!;
}

describe("our own explorer of the embedded chain", function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: PageServer;
  let page: Page;
  let chain: FakeChain;
  let recharge: Hex;

  before(async () => {
    browser = await launchPageBrowser();
    chain = createTownChain();
    recharge = addRecharge(chain);
    const told = { name: "Nome che dice il contratto", symbol: "SPESA26" } as const;
    for (const functionName of ["name", "symbol"] as const)
      chain.answers.set(
        encodeFunctionData({ abi: erc20Abi, functionName }),
        encodeFunctionResult({ abi: erc20Abi, functionName, result: told[functionName] }),
      );
    server = await startPageServer({ "GET /api/town": { body: TOWN } }, chain);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    page = await (await browser.newContext({ locale: "it-IT" })).newPage();
    page.setDefaultTimeout(10_000);
  });
  afterEach(() => page.context().close());

  it("names a transaction's call, its arguments in euros and its events", async () => {
    await page.goto(`${server.url}/catena/tx/${recharge}`);
    await page.getByRole("heading", { name: "Transazione" }).waitFor();
    const call = page.getByRole("region", { name: "Richiesta" });
    expect(await call.innerText()).to.match(/issue · Buoni «Buoni spesa 2026»/);
    expect(await call.innerText()).to.include("155,00 € (SPESA26)");
    const events = page.getByRole("region", { name: "Eventi: 1" });
    expect(await events.innerText()).to.include("nessuno (emissione o ritiro)");
    await expectNoAxeViolations(page);
  });

  it("shows a contract's newest events, and an account's own movements", async () => {
    await page.goto(`${server.url}/catena/indirizzo/${VOUCHER}`);
    await page.getByRole("heading", { name: /Ultimi 25 eventi/ }).waitFor();
    // What stands there is the chain's own answer, beside what the page calls it.
    await page.getByText("Nome che dice il contratto").waitFor();
    const logo = page.getByRole("heading", { level: 1 }).locator("img");
    expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).to.be.above(0);
    await page.getByRole("link", { name: "elenco dei token del Comune" }).waitFor();
    await expectNoAxeViolations(page);
    await page.goto(`${server.url}/catena/indirizzo/${SHOPS[2]}`);
    await page.getByRole("heading", { name: "Eventi: 1" }).waitFor();
    expect(await page.getByRole("region", { name: "Eventi: 1" }).innerText()).to.include("6,40 €");
    await expectNoAxeViolations(page);
  });

  it("goes from the newest blocks to a block and to its transaction, by keyboard alone", async () => {
    await page.goto(`${server.url}/catena`);
    const search = page.getByRole("textbox", { name: /Transazione, indirizzo/ });
    await search.waitFor();
    await expectNoAxeViolations(page);
    await search.focus();
    await page.keyboard.type(String(chain.height));
    await page.keyboard.press("Enter");
    const link = page.getByRole("region", { name: "Transazioni" }).getByRole("link").first();
    await link.waitFor();
    await expectNoAxeViolations(page);
    await link.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Transazione" }).waitFor();
    expect(page.url()).to.include(recharge);
  });

  it("says how to write what it looks for, and what the chain does not have", async () => {
    await page.goto(`${server.url}/catena`);
    await page.getByRole("textbox", { name: /Transazione, indirizzo/ }).fill("pippo");
    await page.getByRole("button", { name: "Cerca" }).click();
    await page.getByRole("alert").filter({ hasText: "0x" }).waitFor();
    await expectNoAxeViolations(page);
    await page.goto(`${server.url}/catena/tx/0x${"0".repeat(64)}`);
    await page.getByText("Transazione non trovata.").waitFor();
    await page.goto(`${server.url}/catena/blocco/999999`);
    await page.getByText("La catena non ha ancora questo blocco.").waitFor();
    await expectNoAxeViolations(page);
  });
});
