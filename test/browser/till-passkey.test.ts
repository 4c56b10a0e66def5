import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { Till } from "../../web/src/shared/api/types.ts";
import { createMovingClock } from "../support/moving-clock.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import {
  type PlayedTown,
  cardAndTill,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { activateTill, pay } from "../support/till-page.ts";
import { type VirtualDevice, addVirtualDevice } from "../support/virtual-device.ts";

const HOUR_MS = 3_600_000;
const CURRENT = "/api/tills/current";
const PHONE = { locale: "it-IT", viewport: { width: 360, height: 640 }, hasTouch: true };

/** Against the real service: what the browser's own passkeys sign is checked there. */
describe("a till bound to its device", function () {
  this.timeout(120_000);
  // A day in one till's life: each step stands on the one before.
  this.bail(true);
  const clock = createMovingClock();
  let town: PlayedTown;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let device: VirtualDevice;
  let sheet: { code: string; password: string };
  /** The bodies of all answers that the device gave, in their order. */
  const answers: string[] = [];

  before(async () => {
    town = await startPlayedTown({ clock });
    const { till } = cardAndTill(town, 0);
    const { merchant } = await till.get<Till>(CURRENT);
    sheet = town.play.sheets.find(({ businessName }) => businessName === merchant.businessName)!;
    browser = await launchPageBrowser();
    context = await browser.newContext(PHONE);
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on("request", (request) => {
      if (request.url().endsWith("/passkey/answer")) answers.push(request.postData()!);
    });
    device = await addVirtualDevice(page);
  });

  after(async () => {
    await browser?.close();
    await town?.stack.stop();
  });

  /** Somebody else's machine with a copy of the till's cookie. */
  async function copyOfSession(): Promise<ApiClient> {
    const cookies = await context.cookies(town.stack.url);
    return new ApiClient(
      town.stack.url,
      cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
    );
  }

  const refusal = async (asked: Promise<unknown>) => (await refusalOf(asked)).code;
  const unlock = () => page.getByRole("button", { name: "Sblocca", exact: true }).click();
  const isReady = () => page.getByRole("heading", { name: "Quanto paga il cliente?" }).waitFor();

  it("is offered the binding when it is activated, and takes it", async () => {
    await page.goto(`${town.stack.url}/cassa`);
    const activating = activateTill(page, sheet.code, sheet.password);
    await page.getByRole("heading", { name: "Legare la cassa a questo dispositivo?" }).waitFor();
    await expectNoAxeViolations(page);
    await page.getByRole("button", { name: "Lega a questo dispositivo" }).click();
    await activating;
    expect((await (await copyOfSession()).get<Till>(CURRENT)).hasPasskey).to.equal(true);
  });

  it("sells without asking again, and locks when it was put away for an hour", async () => {
    const { card } = cardAndTill(town, 0);
    const sale = { euros: "1,50", cardCode: card.code, password: card.password };
    expect(await pay(page, sale)).to.equal("Pagato");
    clock.advance(HOUR_MS);
    await page.reload();
    await page.getByRole("heading", { name: "Sblocca la cassa" }).waitFor();
    await expectNoAxeViolations(page);
  });

  it("takes no money while it is locked, and changes nothing", async () => {
    const copy = await copyOfSession();
    const { card } = cardAndTill(town, 0);
    const json = paymentOf(card, "100");
    expect(await refusal(copy.post("/api/payments", { json }))).to.equal("passkey_required");
    for (const path of ["passkey/offer", "closings"])
      expect(await refusal(copy.post(`${CURRENT}/${path}`)), path).to.equal("passkey_required");
    expect(await refusal(copy.delete(`${CURRENT}/passkey`))).to.equal("passkey_required");
    expect(await refusal(copy.get(`${CURRENT}/payments`))).to.equal("passkey_required");
  });

  it("opens for its device, and what was copied off it before is worth nothing from then on", async () => {
    const copy = await copyOfSession();
    await unlock();
    await isReady();
    expect(await refusal(copy.get(CURRENT))).to.equal("passkey_required");
    const json: unknown = JSON.parse(answers.at(-1)!);
    const replayed = copy.post(`${CURRENT}/passkey/answer`, { json });
    expect(await refusal(replayed), "the same answer again").to.equal("passkey_refused");
    await copy.post(`${CURRENT}/passkey/challenge`);
    const stale = copy.post(`${CURRENT}/passkey/answer`, { json });
    expect(await refusal(stale), "an old answer to a new question").to.equal("passkey_refused");
    await page.reload();
    await isReady();
  });

  it("opens again where the service's answer was lost on its way", async () => {
    clock.advance(12 * HOUR_MS);
    await page.reload();
    await page.getByRole("heading", { name: "Sblocca la cassa" }).waitFor();
    // Neither the answer nor the cookie that came with it reach the browser.
    const before = await context.cookies(town.stack.url);
    await page.route("**/passkey/answer", async (route) => {
      await route.fetch();
      await context.clearCookies();
      await context.addCookies(before);
      await route.abort();
    });
    await unlock();
    await page.getByText("La linea non va.").waitFor();
    await page.unroute("**/passkey/answer");
    await unlock();
    await isReady();
  });

  it("does not open where the device's owner declines, and says so", async () => {
    clock.advance(12 * HOUR_MS);
    await page.reload();
    await page.getByRole("heading", { name: "Sblocca la cassa" }).waitFor();
    await device.confirms(false);
    await unlock();
    await page.getByText("Il dispositivo non ha avuto conferma.").waitFor();
    await expectNoAxeViolations(page);
    await device.confirms(true);
    await unlock();
    await isReady();
  });

  it("is let go of, and bound again, by the shop that proves itself in the settings", async () => {
    await page.goto(`${town.stack.url}/cassa/dispositivo`);
    await page.getByText("Questa cassa è legata a questo dispositivo").waitFor();
    expect(await page.getByRole("button", { name: /Togli il legame/ }).count()).to.equal(0);
    await page.getByRole("button", { name: "Cambia operatori o casse" }).click();
    await typeSheet();
    await page.getByRole("button", { name: /Togli il legame/ }).click();
    await page.getByRole("button", { name: "Sì, togli il legame" }).click();
    await page.getByText("non è ancora legata").waitFor();
    await expectNoAxeViolations(page);
    await page.getByRole("button", { name: "Lega a questo dispositivo" }).click();
    await page.getByText("Questa cassa è legata a questo dispositivo").waitFor();
  });

  it("becomes a till again with the sheet, where its device has lost the key", async () => {
    clock.advance(12 * HOUR_MS);
    await page.goto(`${town.stack.url}/cassa`);
    await page.getByRole("button", { name: "Non si sblocca? Riattivare con il foglio" }).click();
    await device.confirms(false);
    await typeSheet();
    await page.getByRole("button", { name: "Non ora" }).click();
    await isReady();
    expect((await (await copyOfSession()).get<Till>(CURRENT)).hasPasskey).to.equal(false);
  });

  /** Shows the shop's sheet and types its password, whatever they are asked for. */
  async function typeSheet(): Promise<void> {
    const opener = page.getByText("La fotocamera non legge?");
    const field = page.getByLabel("Codice del foglio");
    await opener.waitFor();
    if (!(await field.isVisible())) await opener.click();
    await field.fill(sheet.code);
    await page.getByRole("button", { name: "Continua" }).click();
    await page.getByLabel("Password del negozio").fill(sheet.password);
    await page.getByRole("button", { name: /^(Continua|Attiva)$/ }).click();
  }
});
