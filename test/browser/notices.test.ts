import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";

import { TOWN, createTownChain } from "../support/fake-town.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { type PageServer, startPageServer } from "../support/page-server.ts";

const CONTACTS = {
  officeEmail: "buoni@comune.example",
  privacyEmail: "rpd@comune.example",
  accessibilityUrl: "https://form.agid.example/view/1",
};
const PUBLIC_PAGES = [
  ...["/", "/privacy", "/accessibilita", "/trasparenza", "/trasparenza/ricevuta"],
  ...["/trasparenza/dati-aperti", "/catena", "/carta", "/cassa", "/comune"],
];

describe("the notices to people, and what a visit leaves behind", function () {
  this.timeout(90_000);
  let browser: Browser;
  let server: PageServer;
  let context: BrowserContext;
  let page: Page;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  afterEach(async () => {
    await context?.close();
    await server?.close();
  });

  async function open(path: string, contacts: object = CONTACTS): Promise<void> {
    const town = { ...TOWN, contacts };
    server = await startPageServer({ "GET /api/town": { body: town } }, createTownChain());
    context = await browser.newContext({
      locale: "it-IT",
      viewport: { width: 360, height: 740 },
    });
    page = await context.newPage();
    await page.goto(`${server.url}${path}`);
  }

  it("say whom to ask about personal data, and how", async () => {
    await open("/privacy");
    await page.getByRole("heading", { name: "I suoi dati personali" }).waitFor();
    await page.getByText(TOWN.name).waitFor();
    const office = page.getByRole("link", { name: CONTACTS.officeEmail });
    expect(await office.getAttribute("href")).to.equal(`mailto:${CONTACTS.officeEmail}`);
    await page.getByRole("link", { name: CONTACTS.privacyEmail }).waitFor();
    await expectNoAxeViolations(page);
  });

  it("are reached from the foot of every page, and whole without the town's addresses", async () => {
    await open("/", {});
    await page.getByRole("link", { name: "Privacy" }).click();
    await page.getByText("l'indirizzo che è sul sito del Comune").waitFor();
    await page.getByRole("link", { name: "Accessibilità" }).click();
    await page.getByText("l'indirizzo che è sul sito del Comune").waitFor();
    expect(await page.getByRole("link", { name: /^mailto/ }).count()).to.equal(0);
  });

  it("say where to report what cannot be used, and where the statement is", async () => {
    await open("/accessibilita");
    const office = page.getByRole("link", { name: CONTACTS.officeEmail });
    expect(await office.getAttribute("href")).to.equal(`mailto:${CONTACTS.officeEmail}`);
    const statement = page.getByRole("link", { name: "dichiarazione di accessibilità" });
    expect(await statement.getAttribute("href")).to.equal(CONTACTS.accessibilityUrl);
    await expectNoAxeViolations(page);
  });

  it("hold true: no page asks anybody else for anything or sets a cookie", async () => {
    await open("/");
    const foreign: string[] = [];
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== server.url) foreign.push(request.url());
    });
    for (const path of PUBLIC_PAGES) {
      await page.goto(`${server.url}${path}`);
      await page.getByRole("main").getByText(/\w/).first().waitFor();
      await page.waitForLoadState("networkidle");
      expect(await context.cookies(), path).to.deep.equal([]);
    }
    expect(foreign).to.deep.equal([]);
  });
});
