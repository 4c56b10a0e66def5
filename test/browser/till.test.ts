import { expect } from "chai";
import type { Browser } from "playwright-core";

import { CARD_CODE, CARD_PASSWORD, SHEET_CODE, SHOP_PASSWORD } from "../support/fake-till.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { activateTill, enterAmount, enterCard, enterPassword, pay } from "../support/till-page.ts";
import { TillStage } from "../support/till-stage.ts";

const SALE = { euros: "12,30", cardCode: CARD_CODE, password: CARD_PASSWORD };

describe("the till's sale", function () {
  this.timeout(60_000);
  let browser: Browser;
  let stage: TillStage;

  before(async () => {
    browser = await launchPageBrowser({ filmOf: `https://borgo.example/carta#${CARD_CODE}` });
  });
  after(() => browser?.close());
  beforeEach(() => void (stage = new TillStage(browser)));
  afterEach(() => stage.close());

  it("begins with the shop's sheet, whose code leaves the address bar at once", async () => {
    stage.state.till = undefined;
    await stage.open(`/cassa#${SHEET_CODE}`);
    await stage.page.getByLabel("Password del negozio").fill("11111111");
    expect(stage.page.url()).to.equal(`${stage.url}/cassa`);
    await stage.page.getByRole("button", { name: "Attiva", exact: true }).click();
    await stage.page.getByText("Password sbagliata. Restano 4 tentativi.").waitFor();
    await expectNoAxeViolations(stage.page);
    await stage.page.getByLabel("Password del negozio").fill(SHOP_PASSWORD);
    await stage.page.getByRole("button", { name: "Attiva", exact: true }).click();
    await stage.page.getByText("Alimentari Da Pina").waitFor();
  });

  it("tells a card from a sheet and a slip from a code before it asks the service", async () => {
    stage.state.till = undefined;
    await stage.open();
    await stage.page.getByText("La fotocamera non legge?").click();
    const typed = stage.page.getByLabel("Codice del foglio");
    for (const [text, sentence] of [
      [CARD_CODE, /è la tessera del cittadino: qui serve il foglio/],
      [SHEET_CODE.slice(0, -1), /ha 30 caratteri, qui ce ne sono 29/],
      [swapLastTwo(SHEET_CODE), /Un carattere è sbagliato/],
    ] as const) {
      await typed.fill(text);
      await stage.page.getByRole("button", { name: "Continua" }).click();
      await stage.page.getByRole("alert").filter({ hasText: sentence }).waitFor();
    }
    await expectNoAxeViolations(stage.page);
    await activateTill(stage.page, SHEET_CODE, SHOP_PASSWORD);
  });

  it("reads the card by camera, takes the password and answers in green", async () => {
    await stage.open();
    await expectNoAxeViolations(stage.page);
    await enterAmount(stage.page, SALE.euros);
    await stage.page.getByRole("heading", { name: "Il cliente paga 12,30 €" }).waitFor();
    await expectNoAxeViolations(stage.page);
    await enterPassword(stage.page, CARD_PASSWORD);
    const answer = await stage.answer("Pagato");
    expect(answer).to.include("12,30 €").and.include("Restano sulla tessera 137,70 €");
    await expectNoAxeViolations(stage.page);
    const [asked] = stage.state.asked;
    expect(asked).to.include({ amountCents: "1230", cardCode: CARD_CODE, password: CARD_PASSWORD });
    await stage.page.getByRole("button", { name: "Nuova vendita" }).click();
    await stage.page.getByText("0,00 €").waitFor();
  });

  it("splits a price into vouchers, local value and euros, which the customer confirms once", async () => {
    stage.state.till!.merchant.localPercent = 30;
    Object.assign(stage.state, { available: 600n, local: 5_000n });
    await stage.open();
    await enterAmount(stage.page, "10,00");
    await stage.page.getByRole("heading", { name: "La tessera non copre tutto" }).waitFor();
    const split = await stage.page.locator(".till-split").innerText();
    expect(split.replace(/\s+/g, " ")).to.equal(
      "Con i buoni 6,00 € In valore locale 3,00 In contanti 1,00 € Totale 10,00 €",
    );
    await expectNoAxeViolations(stage.page);
    await stage.page.getByRole("button", { name: "Va bene: 9,00 € dalla tessera" }).click();
    await stage.page.getByText("di cui 3,00 in valore locale").waitFor();
    await enterPassword(stage.page, CARD_PASSWORD);
    const answer = await stage.answer("Pagato");
    expect(answer).to.include("9,00 €").and.include("di cui 3,00 in valore locale");
    expect(answer).to.include("Da incassare in contanti: 1,00 €").and.include("e 47,00 in valore");
    await expectNoAxeViolations(stage.page);
    expect(stage.state.asked).to.have.length(1);
    expect(stage.state.asked[0]).to.deep.include({
      amountCents: "900",
      local: { amountCents: "300", billCents: "1000" },
    });
  });

  it("shows what the shop has of local value, and lets it say its share, which asks for its sheet", async () => {
    stage.state.shopLocal = {
      availableCents: "1250",
      movements: [
        {
          at: "2026-11-24T09:30:00.000Z",
          ...{ direction: "out", amountCents: "50", transactionHash: `0x${"7".repeat(64)}` },
        },
      ],
    };
    await stage.open("/cassa/dispositivo");
    await stage.page.getByText("Il negozio non accetta valore locale.").waitFor();
    expect(await stage.page.getByLabel(/Parte di ogni prezzo/).count()).to.equal(0);
    await stage.page.getByText("Il negozio ha 12,50 in valore locale.").waitFor();
    await stage.page.getByText("-0,50", { exact: true }).waitFor();
    stage.state.till!.managedUntil = "2099-01-01T00:00:00.000Z";
    await stage.page.reload();
    const share = stage.page.getByLabel(/Parte di ogni prezzo/);
    await share.fill("101");
    expect(await stage.page.getByRole("button", { name: "Salva la parte" }).isDisabled()).to.equal(
      true,
    );
    await share.fill("40");
    await expectNoAxeViolations(stage.page);
    await stage.page.getByRole("button", { name: "Salva la parte" }).click();
    await stage.page.getByText(/accetta fino al 40 % di ogni prezzo/).waitFor();
  });

  it("covers the password, tells the browser never to keep it, and offers nothing else to press", async () => {
    await stage.open();
    await enterAmount(stage.page, SALE.euros);
    await stage.page.getByLabel(/sua password/).waitFor();
    expect(await stage.page.getByRole("navigation").count()).to.equal(0);
    const field = stage.page.getByLabel(/sua password/);
    expect(await field.getAttribute("type")).to.equal("password");
    expect(await field.getAttribute("autocomplete")).to.equal("one-time-code");
  });

  it("fits every screen of a sale on the smallest phone without scrolling sideways", async () => {
    await stage.open();
    const fits = () =>
      stage.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    expect(await fits(), "amount").to.equal(true);
    const goOn = stage.page.getByRole("button", { name: "Avanti: la tessera" });
    const box = (await goOn.boundingBox())!;
    expect(box.y + box.height, "the button to go on is in sight").to.be.at.most(640);
    await enterAmount(stage.page, SALE.euros);
    await stage.page.getByLabel(/sua password/).waitFor();
    expect(await fits(), "password").to.equal(true);
    const confirm = (await stage.page.getByRole("button", { name: /^Paga/ }).boundingBox())!;
    expect(confirm.y + confirm.height, "the button to pay is in sight").to.be.at.most(640);
    for (const key of await stage.page.locator(".keypad-key").all()) {
      const { width, height } = (await key.boundingBox())!;
      expect(Math.min(width, height)).to.be.at.least(48);
    }
  });
});

describe("the till without camera", function () {
  this.timeout(60_000);
  let browser: Browser;
  let stage: TillStage;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(() => void (stage = new TillStage(browser)));
  afterEach(() => stage.close());

  it("says that there is none and sells by typed code", async () => {
    await stage.open();
    await enterAmount(stage.page, SALE.euros);
    await stage.page.getByText("Questo dispositivo non ha una fotocamera.").waitFor();
    await expectNoAxeViolations(stage.page);
    await enterCard(stage.page, CARD_CODE);
    await enterPassword(stage.page, CARD_PASSWORD);
    await stage.answer("Pagato");
  });

  it("sells by keyboard alone, and to a scanner that types like one on a foreign layout", async () => {
    await stage.open();
    const { keyboard } = stage.page;
    await stage.page.getByRole("heading", { name: "Quanto paga il cliente?" }).waitFor();
    await keyboard.type("12,3");
    await stage.page.getByText("12,30 €").waitFor();
    await keyboard.press("Enter");
    await stage.page.getByText("Questo dispositivo non ha una fotocamera.").waitFor();
    await keyboard.type(`httpsç--borgo.example-carta§${CARD_CODE}`);
    await keyboard.press("Enter");
    await stage.page.getByLabel(/sua password/).waitFor();
    await keyboard.type(CARD_PASSWORD);
    await keyboard.press("Enter");
    expect(await stage.answer("Pagato")).to.include("12,30 €");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await stage.page.getByText("0,00 €").waitFor();
    expect(stage.state.asked).to.have.length(1);
  });

  it("lets a wrong password be typed again for the same card and amount, as another payment", async () => {
    await stage.open();
    expect(await pay(stage.page, { ...SALE, password: "11111111" })).to.equal("Non pagato");
    expect(await stage.answer("Non pagato")).to.match(/Password sbagliata.\s+Restano 3 tentativi/);
    await expectNoAxeViolations(stage.page);
    await stage.page.getByRole("button", { name: "Riprova la password" }).click();
    await enterPassword(stage.page, CARD_PASSWORD);
    await stage.answer("Pagato");
    const [first, second] = stage.state.asked;
    expect(second).to.include({ amountCents: "1230", cardCode: CARD_CODE });
    expect(second!.paymentId).not.to.equal(first!.paymentId);
  });
});

function swapLastTwo(code: string): string {
  return code.slice(0, -2) + code.at(-1) + code.at(-2);
}
