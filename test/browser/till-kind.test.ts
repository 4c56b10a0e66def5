import { expect } from "chai";
import type { Browser } from "playwright-core";

import { CARD_CODE, CARD_PASSWORD } from "../support/fake-till.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { problem } from "../support/page-server.ts";
import { enterAmount, enterCard, enterPassword, pay } from "../support/till-page.ts";
import { TillStage } from "../support/till-stage.ts";

const LEAST_TARGET = 48;

describe("the till is kind", function () {
  this.timeout(60_000);
  let browser: Browser;
  let stage: TillStage;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(() => void (stage = new TillStage(browser)));
  afterEach(() => stage.close());

  /** What was signalled since it was last asked. */
  const signals = () =>
    stage.page.evaluate(() => {
      const heard = globalThis as unknown as Signals;
      const { vibrations, tones } = heard;
      Object.assign(heard, { vibrations: [], tones: [] });
      return { vibrations, tones };
    });

  /** What a finger must hit and is smaller than a fingertip. Text in a sentence is not meant to be hit. */
  const smallTargets = () =>
    stage.page.locator(".till").evaluate((till, least) => {
      const targets = till.querySelectorAll("button, a, select, summary, input");
      return [...targets].flatMap((target) => {
        const { width, height } = target.getBoundingClientRect();
        const isShown = width > 0 && height > 0;
        if (!isShown || (width >= least && height >= least)) return [];
        return [`${target.outerHTML.slice(0, 80)} ${width}×${height}`];
      });
    }, LEAST_TARGET);

  it("has no target smaller than a fingertip on any screen of a sale and behind it", async () => {
    await stage.open();
    await stage.page.getByRole("heading", { name: "Quanto paga il cliente?" }).waitFor();
    expect(await smallTargets(), "amount").to.deep.equal([]);
    await enterAmount(stage.page, "200,00");
    await stage.page.getByText("Questo dispositivo non ha una fotocamera.").waitFor();
    expect(await smallTargets(), "card").to.deep.equal([]);
    await enterCard(stage.page, CARD_CODE);
    await stage.page.getByRole("heading", { name: "La tessera non copre tutto" }).waitFor();
    expect(await smallTargets(), "cover").to.deep.equal([]);
    await stage.page.getByRole("button", { name: /^Va bene/ }).click();
    await stage.page.getByLabel(/sua password/).waitFor();
    expect(await smallTargets(), "password").to.deep.equal([]);
    await enterPassword(stage.page, CARD_PASSWORD);
    await stage.answer("Pagato");
    expect(await smallTargets(), "answer").to.deep.equal([]);
    for (const path of ["oggi", "rimborsi", "dispositivo"]) {
      await stage.page.goto(`${stage.url}/cassa/${path}`);
      await stage.page.getByRole("heading", { level: 1 }).waitFor();
      expect(await smallTargets(), path).to.deep.equal([]);
      await expectNoAxeViolations(stage.page);
    }
  });

  it("says before the password what the card covers, and takes three touches from there to the answer", async () => {
    await stage.open();
    await enterAmount(stage.page, "200,00");
    await enterCard(stage.page, CARD_CODE);
    const split = await stage.page.locator(".till-split").innerText();
    expect(split.replace(/\s+/g, " ")).to.equal(
      "Con i buoni 150,00 € In contanti 50,00 € Totale 200,00 €",
    );
    await expectNoAxeViolations(stage.page);
    await stage.page.getByRole("button", { name: "Va bene: 150,00 € dalla tessera" }).click();
    await enterPassword(stage.page, CARD_PASSWORD);
    expect(await stage.answer("Pagato")).to.include("Da incassare in contanti: 50,00 €");
    expect(stage.state.asked[0]).to.include({ amountCents: "15000" });
  });

  it("shuffles the keys on request, and takes the password all the same", async () => {
    await stage.open();
    await enterAmount(stage.page, "12,30");
    await enterCard(stage.page, CARD_CODE);
    const order = () => stage.page.locator(".keypad-key").allInnerTexts();
    await stage.page.getByRole("button", { name: "Mescola e nascondi i tasti" }).click();
    const shuffled = await order();
    expect([...shuffled].sort()).to.deep.equal(["", ..."0123456789"]);
    await enterPassword(stage.page, CARD_PASSWORD);
    await stage.answer("Pagato");
  });

  it("refuses an absurd amount on the spot, and says how much may be", async () => {
    await stage.open();
    await stage.page.getByRole("heading", { name: "Quanto paga il cliente?" }).waitFor();
    await stage.page.keyboard.type("1000001");
    await stage.page.getByText("al massimo 10.000,00 €. Ricontrollare le cifre.").waitFor();
    expect(
      await stage.page.getByRole("button", { name: "Avanti: la tessera" }).isDisabled(),
    ).to.equal(true);
  });

  it("says of another town's card which town, and offers another card", async () => {
    await stage.open("/cassa", {
      "POST /api/payments/preview": problem(404, "unknown_code", "Tessera non riconosciuta."),
    });
    await enterAmount(stage.page, "12,30");
    await stage.page.getByText("Questo dispositivo non ha una fotocamera.").waitFor();
    await stage.page.keyboard.type(`https://buoni.altrocomune.example/carta#${CARD_CODE}`);
    await stage.page.keyboard.press("Enter");
    const said = await stage.answer("Non pagato");
    expect(said).to.include("È la tessera di un altro Comune (buoni.altrocomune.example).");
    await stage.page.getByRole("button", { name: "Prova un'altra tessera" }).click();
    await stage.page.getByRole("heading", { name: "La tessera del cliente" }).waitFor();
  });

  it("vibrates and sounds otherwise for a yes than for a no, and stays silent where that was chosen", async () => {
    await stage.open();
    await stage.page.evaluate(listenToSignals);
    const sale = { euros: "1,00", cardCode: CARD_CODE, password: CARD_PASSWORD };
    await pay(stage.page, sale);
    const yes = await signals();
    await stage.page.getByRole("button", { name: "Nuova vendita" }).click();
    await pay(stage.page, { ...sale, password: "00000000" });
    const no = await signals();
    expect(yes).to.deep.equal({ vibrations: [[120]], tones: [660, 990] });
    expect(no).to.deep.equal({ vibrations: [[200, 120, 200]], tones: [196, 196] });
    await stage.page.getByRole("button", { name: "Nuova vendita" }).click();
    await stage.page.getByRole("link", { name: "Cassa", exact: true }).click();
    await stage.page.getByLabel("Suono della risposta").uncheck();
    await stage.page.getByRole("link", { name: "Vendita" }).click();
    await pay(stage.page, sale);
    expect(await signals()).to.deep.equal({ vibrations: [[120]], tones: [] });
  });

  it("speaks English where it was chosen, and remembers it", async () => {
    await stage.open("/cassa/dispositivo");
    await stage.page.getByLabel("Lingua · Language").selectOption("en");
    await stage.page.getByRole("heading", { name: "This till" }).waitFor();
    expect(await stage.page.locator("html").getAttribute("lang")).to.equal("en");
    await stage.page.goto(`${stage.url}/cassa`);
    await stage.page.getByRole("heading", { name: "How much does the customer pay?" }).waitFor();
    await expectNoAxeViolations(stage.page);
  });

  it("stays readable with large type and high contrast", async () => {
    await stage.open("/cassa/dispositivo");
    await stage.page.getByLabel("Caratteri più grandi").check();
    await stage.page.getByLabel("Contrasto alto").check();
    await stage.page.getByRole("link", { name: "Vendita" }).click();
    await stage.page.getByRole("heading", { name: "Quanto paga il cliente?" }).waitFor();
    const fits = await stage.page.evaluate(
      () => document.documentElement.scrollWidth <= innerWidth,
    );
    expect(fits, "no scrolling sideways").to.equal(true);
    await expectNoAxeViolations(stage.page);
  });

  it("asks who sells where the shop has operators, counts wrong PINs, and then sells", async () => {
    const operators = [{ id: "99999999-9999-4999-8999-999999999999", name: "Pina" }];
    stage.state.till = { ...stage.state.till!, operators };
    await stage.open("/cassa", {
      "POST /api/tills/current/operator": (text) => {
        const { operatorId, pin } = JSON.parse(text) as Record<string, string>;
        if (pin !== "4711") return problem(403, "wrong_pin", "PIN sbagliato.");
        stage.state.till = { ...stage.state.till!, operatorId: operatorId! };
        return { body: stage.state.till };
      },
    });
    await stage.page.getByRole("button", { name: "Pina" }).click();
    await stage.page.getByRole("heading", { name: "PIN di Pina" }).waitFor();
    await stage.page.keyboard.type("0000");
    await stage.page.getByRole("button", { name: "Entra" }).click();
    await stage.page.getByText("PIN sbagliato.").waitFor();
    await expectNoAxeViolations(stage.page);
    await stage.page.keyboard.type("4711");
    await stage.page.getByRole("button", { name: "Entra" }).click();
    await stage.page.getByRole("heading", { name: "Quanto paga il cliente?" }).waitFor();
  });
});

type Signals = { vibrations: unknown[]; tones: number[] };

/** Runs in the page: puts in the place of its motor and its loudspeaker what notes what they are told. */
function listenToSignals(): void {
  const heard: Signals = { vibrations: [], tones: [] };
  Object.assign(globalThis, heard);
  const now = globalThis as unknown as Signals;
  Object.defineProperty(navigator, "vibrate", {
    value: (pattern: unknown) => now.vibrations.push(pattern) > 0,
  });
  const gain = { gain: { setValueAtTime: () => 0, exponentialRampToValueAtTime: () => 0 } };
  const frequency = { value: 0 };
  const silent = class {
    currentTime = 0;
    destination = {};
    resume = async () => undefined;
    createGain = () => ({ ...gain, connect: (next: unknown) => next });
    createOscillator = () => ({
      frequency,
      connect: (next: unknown) => next,
      start: () => now.tones.push(frequency.value),
      stop: () => undefined,
    });
  };
  Object.assign(globalThis, { AudioContext: silent });
}
