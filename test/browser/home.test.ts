import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import { tillApi, createFakeTill } from "../support/fake-till.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { type PageServer, startPageServer } from "../support/page-server.ts";

const WAYS = [
  ["La mia tessera", "/carta"],
  ["Cassa", "/cassa"],
  ["Uffici comunali", "/comune"],
  ["Trasparenza", "/trasparenza"],
  ["Catena", "/catena"],
  ["Accessibilità", "/accessibilita"],
] as const;

describe("the way in", function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: PageServer;
  let page: Page;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(async () => {
    server = await startPageServer(tillApi(createFakeTill()));
    page = await (await browser.newContext({ locale: "it-IT" })).newPage();
    page.setDefaultTimeout(10_000);
  });
  afterEach(async () => {
    await page?.context().close();
    await server?.close();
  });

  it("leads everyone to the own page", async () => {
    await page.goto(server.url);
    await expectNoAxeViolations(page);
    for (const [name, path] of WAYS) {
      const link = page.getByRole("link", { name: new RegExp(`^${name}`) });
      expect(await link.getAttribute("href"), name).to.equal(path);
    }
  });

  it("reaches the page past the header, then a way, by keyboard alone", async () => {
    await page.goto(server.url);
    await page.getByRole("heading", { name: "Borgo" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).to.equal("#main");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "La mia tessera" }).waitFor();
  });

  it("says what was done for accessibility and what is missing", async () => {
    await page.goto(`${server.url}/accessibilita`);
    await page.getByRole("heading", { name: "Che cosa manca" }).waitFor();
    await expectNoAxeViolations(page);
  });

  it("says where an address leads nowhere, and the way back", async () => {
    await page.goto(`${server.url}/nessuna`);
    await page.getByRole("heading", { name: "Questa pagina non esiste" }).waitFor();
    await expectNoAxeViolations(page);
    await page.getByRole("link", { name: "Torna all'inizio" }).click();
    await page.getByRole("link", { name: /^Cassa/ }).waitFor();
  });
});
