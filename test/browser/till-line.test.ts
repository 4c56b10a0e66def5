import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import { CARD_CODE, CARD_PASSWORD, acceptanceFor } from "../support/fake-till.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { enterAmount, enterCard, enterPassword } from "../support/till-page.ts";
import { TillStage } from "../support/till-stage.ts";

/** A service behind a line that the test cuts wherever it likes. It holds what really happened to each payment. */
class Line {
  readonly taken = new Map<string, string>();
  readonly abandoned = new Set<string>();
  cutPreview = false;
  /** `before`: the request never arrives; `after`: it is taken, and the answer is lost. */
  cutPayment: "before" | "after" | undefined;
  cutQuestions = 0;

  async join(page: Page): Promise<void> {
    await page.route("**/api/payments/preview", (route) =>
      this.cutPreview ? route.abort("internetdisconnected") : route.fallback(),
    );
    await page.route("**/api/payments", (route) => {
      const { paymentId, amountCents } = route.request().postDataJSON() as Record<string, string>;
      if (this.cutPayment !== "before") this.taken.set(paymentId!, amountCents!);
      if (this.cutPayment !== undefined) return route.abort("connectionreset");
      return route.fulfill({ status: 201, json: acceptanceFor(paymentId!, amountCents!) });
    });
    await page.route("**/api/payments/*/abandon", (route) => {
      this.cutQuestions -= 1;
      if (this.cutQuestions >= 0) return route.abort("internetdisconnected");
      const id = /payments\/([^/]+)\/abandon/.exec(route.request().url())![1]!;
      const amount = this.taken.get(id);
      if (amount === undefined) this.abandoned.add(id);
      const json =
        amount === undefined
          ? { outcome: "abandoned" }
          : { outcome: "accepted", payment: acceptanceFor(id, amount) };
      return route.fulfill({ json });
    });
  }
}

describe("a sale over a line that is cut", function () {
  this.timeout(60_000);
  let browser: Browser;
  let stage: TillStage;
  let line: Line;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(async () => {
    stage = new TillStage(browser);
    line = new Line();
    await stage.open();
    await line.join(stage.page);
  });
  afterEach(() => stage.close());

  const sell = async (page = stage.page) => {
    await enterAmount(page, "12,30");
    await enterCard(page, CARD_CODE);
    await enterPassword(page, CARD_PASSWORD);
  };
  const doubts = () =>
    stage.page.evaluate(
      () => Object.keys(localStorage).filter((key) => key.includes("pending-payment")).length,
    );

  it("before the card was asked anything: nothing is in doubt, and the sale goes on from there", async () => {
    line.cutPreview = true;
    await enterAmount(stage.page, "12,30");
    await enterCard(stage.page, CARD_CODE);
    await stage.page.getByRole("heading", { name: "La linea non va" }).waitFor();
    expect(await doubts()).to.equal(0);
    line.cutPreview = false;
    await stage.page.getByRole("button", { name: "Riprova" }).click();
    await enterPassword(stage.page, CARD_PASSWORD);
    await stage.answer("Pagato");
    expect(line.taken.size).to.equal(1);
  });

  it("before the payment arrived: it never will, and says so", async () => {
    line.cutPayment = "before";
    await sell();
    await stage.answer("Non pagato");
    expect(line.taken.size).to.equal(0);
    expect(line.abandoned.size).to.equal(1);
    expect(await doubts()).to.equal(0);
  });

  it("after the payment was taken, and again while asking: finds it, and takes nothing twice", async () => {
    line.cutPayment = "after";
    line.cutQuestions = 2;
    await sell();
    await stage.answer("Esito incerto: sto verificando");
    expect(await stage.answer("Pagato")).to.include("12,30 €");
    expect(line.taken.size).to.equal(1);
    expect(line.abandoned.size).to.equal(0);
  });

  it("on a reload in the middle: the same question goes on", async () => {
    line.cutPayment = "after";
    line.cutQuestions = 1;
    await sell();
    await stage.answer("Esito incerto: sto verificando");
    await stage.page.reload();
    expect(await stage.answer("Pagato")).to.include("12,30 €");
    expect(line.taken.size).to.equal(1);
  });

  it("with a flat battery: the truth is there when the phone is on again", async () => {
    line.cutPayment = "after";
    line.cutQuestions = 1_000;
    await sell();
    await stage.answer("Esito incerto: sto verificando");
    const kept = await stage.page.context().storageState();
    await stage.page.context().close();
    line.cutQuestions = 0;
    const context = await browser.newContext({ storageState: kept, locale: "it-IT" });
    const page = await context.newPage();
    await line.join(page);
    await page.goto(`${stage.url}/cassa`);
    await page.getByRole("heading", { name: "Pagato" }).waitFor();
    expect(line.taken.size).to.equal(1);
    await context.close();
  });

  it("with a second window: its sale waits, and hides nothing of the first", async () => {
    line.cutPayment = "after";
    line.cutQuestions = 1_000;
    const second = await stage.page.context().newPage();
    await line.join(second);
    await second.goto(`${stage.url}/cassa`);
    await enterAmount(second, "5,00");
    await enterCard(second, CARD_CODE);
    await sell();
    await stage.answer("Esito incerto: sto verificando");
    await enterPassword(second, CARD_PASSWORD);
    await second.getByRole("heading", { name: "Esito incerto: sto verificando" }).waitFor();
    expect(line.taken.size, "the second sale was not sent").to.equal(1);
    line.cutQuestions = 0;
    await second.getByRole("heading", { name: "Pagato" }).waitFor();
    expect(await second.getByRole("alert").innerText()).to.include("12,30 €");
    expect(await stage.answer("Pagato")).to.include("12,30 €");
  });
});
