import { expect } from "chai";
import type { Browser } from "playwright-core";

import { acceptanceFor } from "../support/fake-till.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { TillStage } from "../support/till-stage.ts";

describe("the till as an installed application", function () {
  this.timeout(60_000);
  let browser: Browser;
  let stage: TillStage;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(() => void (stage = new TillStage(browser)));
  afterEach(() => stage.close());

  it("says what it is to a phone that would install it, with icons that exist", async () => {
    await stage.open();
    const link = stage.page.locator("link[rel=manifest]");
    const address = new URL((await link.getAttribute("href"))!, stage.url).href;
    const manifest = (await (await fetch(address)).json()) as {
      start_url: string;
      scope: string;
      display: string;
      icons: { src: string; type: string }[];
    };
    expect(manifest).to.include({ start_url: "/cassa", scope: "/cassa", display: "standalone" });
    for (const { src, type } of manifest.icons) {
      const icon = await fetch(new URL(src, stage.url));
      expect(icon.headers.get("content-type"), src).to.equal(type);
    }
  });

  it("belongs to the till alone: other pages neither name it nor keep anything", async () => {
    await stage.open("/carta");
    await stage.page.getByRole("heading", { name: "La mia tessera" }).waitFor();
    expect(await stage.page.locator("link[rel=manifest]").count()).to.equal(0);
    const workers = await stage.page.evaluate(
      async () => (await navigator.serviceWorker.getRegistrations()).length,
    );
    expect(workers).to.equal(0);
  });

  it("opens without a line, says so, remembers a payment in doubt, and comes back by itself", async () => {
    const payment = acceptanceFor("p", "1230");
    await stage.open("/cassa", {
      "POST /api/payments/p/abandon": { body: { outcome: "accepted", payment } },
    });
    await stage.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      const written = { paymentId: "p", amountCents: "1230", cashCents: "0", sentAt: "2026-11-24" };
      localStorage.setItem("borgo.till.pending-payment.p", JSON.stringify(written));
    });
    const context = stage.page.context();
    await context.setOffline(true);
    await stage.page.reload();
    await stage.page.getByRole("heading", { name: "La linea non va" }).waitFor();
    await stage.page.getByText("C'è un pagamento di 12,30 € di cui non si sa l'esito").waitFor();
    await expectNoAxeViolations(stage.page);
    await context.setOffline(false);
    expect(await stage.answer("Pagato")).to.include("12,30 €");
    await stage.page.getByText("Alimentari Da Pina").waitFor();
  });

  it("keeps no answer of the service", async () => {
    await stage.open("/cassa/oggi");
    await stage.page.getByText("Nessun pagamento in questo giorno.").waitFor();
    await stage.page.evaluate(() => navigator.serviceWorker.ready);
    await stage.page.reload();
    await stage.page.getByText("Nessun pagamento in questo giorno.").waitFor();
    const kept = await stage.page.evaluate(async () => {
      const names = await caches.keys();
      const stores = await Promise.all(names.map((name) => caches.open(name)));
      const requests = await Promise.all(stores.map((store) => store.keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept).to.include("/index.html");
    expect(kept.filter((path) => path.startsWith("/api"))).to.deep.equal([]);
    expect(kept.filter((path) => /office|transparency|explorer/.test(path))).to.deep.equal([]);
  });

  it("warns at the counter where the line goes while it stands open", async () => {
    let isLineUp = true;
    await stage.open("/cassa", {
      "GET /api/tills/current": () =>
        isLineUp ? { body: stage.state.till } : { status: 502, type: "text/html", body: "" },
    });
    await stage.page.clock.install();
    await stage.page.reload();
    await stage.page.getByText("Alimentari Da Pina").waitFor();
    isLineUp = false;
    await stage.page.clock.runFor(121_000);
    await stage.page.getByText("La linea non va: senza linea").waitFor();
    await expectNoAxeViolations(stage.page);
  });
});
