import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

import { type Stack, startThrowAwayStack } from "../../scripts/stack.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { printPages, readCodes } from "../support/printed-page.ts";
import { DEMO_TOWN } from "../support/played-town.ts";
import { takePicture } from "../support/real-office.ts";
import { enterAmount, enterPassword } from "../support/till-page.ts";

const TIMEOUT_MS = 30_000;
const PRINTER_DPI = 150;
const DAY_MS = 86_400_000;
const PHONE: BrowserContextOptions = {
  locale: "it-IT",
  viewport: { width: 360, height: 640 },
  isMobile: true,
  hasTouch: true,
  permissions: ["camera"],
};
/** A password stands alone on its line, in two groups of four. */
const PRINTED_PASSWORD = /^\s*(\d{4}) (\d{4})\s*$/m;

/** What somebody holds in the hand who has a printed code and the password to it. */
type Printed = { readonly url: string; readonly password: string };

/**
 * The whole of it as people do it, against the real service, chain and database: nothing is known here that was not read
 * off a screen or off paper.
 */
describe("a town's story, told in a browser", function () {
  this.timeout(120_000);
  // Each step stands on the one before.
  this.bail(true);
  let stack: Stack;
  let office: Browser;
  let counter: Browser;
  let accountant: Page;
  let socialWorker: Page;
  let till: Page;
  let card: Printed;
  let shop: Printed;
  /** What the till said is left on the card. */
  let left: string;

  before(async () => {
    stack = await startThrowAwayStack();
    office = await launchPageBrowser();
    accountant = await enter(/^Ragioneria/);
    socialWorker = await enter(/^Assistente sociale/);
  });

  after(async () => {
    await counter?.close();
    await office?.close();
    await stack?.stop();
  });

  async function enter(officer: RegExp): Promise<Page> {
    const page = await (await office.newContext({ locale: "it-IT" })).newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    await page.goto(`${stack.url}/comune`);
    await page.getByRole("button", { name: officer }).click();
    await page.getByRole("button", { name: "Esci" }).waitFor();
    return page;
  }

  async function download(page: Page, button: RegExp): Promise<Uint8Array> {
    const arriving = page.waitForEvent("download");
    await page.getByRole("button", { name: button }).click();
    return readFile(await (await arriving).path());
  }

  async function importFile(page: Page, name: string, button: RegExp, done: RegExp): Promise<void> {
    await page.getByLabel(`File ${name}`).setInputFiles(join(DEMO_TOWN, name));
    await page.getByRole("button", { name: button }).click();
    await page.getByText(done).waitFor();
  }

  it("the social worker brings the shops in and prints their sheets", async () => {
    await socialWorker.getByRole("link", { name: "Esercenti" }).click();
    await importFile(socialWorker, "esercenti.csv", /^Importa 6 esercenti/, /^Importati 6/);
    const pdf = await download(socialWorker, /Scarica i fogli di attivazione/);
    const pages = await printPages(pdf, PRINTER_DPI);
    expect(pages.length).to.equal(6);
    const sheet = pages.find(({ text }) => text.includes("Alimentari da Nunzia"))!;
    const [url] = await readCodes(sheet);
    shop = { url: url!, password: passwordIn(sheet.text) };
    await socialWorker.getByRole("button", { name: /^Firma l'iscrizione di 6/ }).click();
    await socialWorker.getByText("iscrivere nel registro pubblico").waitFor({ state: "detached" });
  });

  it("the accountant opens the programme with a signature", async () => {
    const today = new Date().toISOString().slice(0, 10);
    const inAMonth = new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10);
    await accountant.getByRole("link", { name: "Nuovo programma" }).click();
    await accountant.getByLabel("Nome del programma").fill("Buoni spesa d'inverno");
    await accountant.getByLabel("Sigla").fill("INVERNO");
    await accountant.getByLabel("Atto che lo istituisce").fill("Delibera G.C. 41/2026");
    await accountant.getByLabel("Fondo stanziato, in euro").fill("10.000,00");
    await accountant.getByLabel("Primo giorno di spesa").fill(today);
    await accountant.getByLabel("Ultimo giorno di spesa").fill(inAMonth);
    await accountant.getByText("alimentari", { exact: true }).click();
    await accountant.getByRole("button", { name: "Prepara il programma" }).click();
    await accountant.getByRole("button", { name: "Firma e apri il programma" }).click();
    await accountant.getByText("Emesso sulle tessere").waitFor();
  });

  it("the social worker brings the people in and prints their cards", async () => {
    await socialWorker.goto(accountant.url());
    await importFile(
      socialWorker,
      "beneficiari.csv",
      /^Importa 12 beneficiari/,
      /^Importati 12 beneficiari/,
    );
    const pdf = await download(socialWorker, /^Emetti e scarica 12 tessere/);
    const pages = await printPages(pdf, PRINTER_DPI);
    const letters = pages.filter(({ text }) => text.includes("La password della sua tessera"));
    const cards = pages.filter((page) => !letters.includes(page));
    expect(letters.length).to.equal(12);
    const urls = (await Promise.all(cards.map((page) => readCodes(page)))).flat();
    expect(new Set(urls).size).to.equal(12);
    const letter = letters[0]!;
    card = { url: await urlOfCard(urls, letter.text), password: passwordIn(letter.text) };
    await socialWorker.getByRole("button", { name: "Stampate bene: attivale" }).click();
    await socialWorker.getByText("Tutti i beneficiari hanno la loro tessera.").waitFor();
  });

  /** The code on a sheet is beside its number only to the eye: the card that opens with the letter's password is it. */
  async function urlOfCard(urls: readonly string[], letter: string): Promise<string> {
    const password = passwordIn(letter);
    for (const url of urls) {
      const cardCode = url.split("#")[1]!;
      const answer = await fetch(`${stack.url}/api/card-views`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ cardCode, password }),
      });
      if (answer.ok) return url;
    }
    throw new Error("No card opens with the letter's password.");
  }

  it("one prepares the recharge, the other signs it and sees it become final", async () => {
    await socialWorker
      .getByRole("button", { name: "Prepara la ricarica di tutte le tessere" })
      .click();
    await socialWorker.getByText("In attesa della firma della ragioneria.").waitFor();
    await accountant.reload();
    await accountant.getByRole("button", { name: "Controllata: firma la ricarica" }).click();
    await accountant.getByText("Completata:").waitFor();
    await expectNoAxeViolations(accountant);
  });

  it("the shop opens its till with the sheet", async () => {
    counter = await launchPageBrowser({ filmOf: card.url });
    till = await (await counter.newContext(PHONE)).newPage();
    till.setDefaultTimeout(TIMEOUT_MS);
    await till.goto(shop.url);
    await till.getByLabel("Password del negozio").fill(shop.password);
    await till.getByRole("button", { name: "Attiva", exact: true }).click();
    await till.getByRole("heading", { name: "Quanto paga il cliente?" }).waitFor();
    await expectNoAxeViolations(till);
  });

  it("the citizen shows the card to the camera, types the password, and has paid", async () => {
    await enterAmount(till, "12,40");
    await enterPassword(till, card.password);
    await till.getByRole("heading", { name: "Pagato" }).waitFor();
    await till.getByText("12,40 €").first().waitFor();
    left = /Restano sulla tessera ([\d.,]+ €)/.exec(await till.getByRole("alert").innerText())![1]!;
    await expectNoAxeViolations(till);
  });

  it("the payment becomes settled, and the shop asks for its money", async () => {
    await till.goto(`${stack.url}/cassa/oggi`);
    await till.getByText("registrato", { exact: true }).waitFor();
    await till.getByRole("link", { name: "Rimborsi" }).click();
    await till.getByRole("button", { name: "Presenta il rendiconto" }).click();
    await till.getByRole("button", { name: "Sì, presenta 12,40 €" }).click();
    await till.getByText(/^N\. 1 del /).waitFor();
  });

  it("the citizen reads what is left, and follows the payment to the chain", async () => {
    const context = await counter.newContext(PHONE);
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    await page.goto(card.url);
    await page.getByLabel("Password della tessera").fill(card.password);
    await page.getByRole("button", { name: "Mostra la tessera" }).click();
    await page.getByRole("heading", { name: `Si possono spendere ${left}` }).waitFor();
    await expectNoAxeViolations(page);
    const payment = page.getByRole("listitem").filter({ hasText: "Spesa · " });
    expect(await payment.innerText()).to.include("12,40 €");
    const opening = context.waitForEvent("page");
    await payment.getByRole("link", { name: /^Vedi sulla blockchain/ }).click();
    const explorer = await opening;
    await explorer.getByText("settle", { exact: true }).first().waitFor();
    await explorer
      .getByText(/12,40 €/)
      .filter({ visible: true })
      .first()
      .waitFor();
    await context.close();
  });

  it("the accountant approves it on chain and notes the bank's payment", async () => {
    await accountant.getByRole("link", { name: "Rendiconti" }).click();
    await accountant.getByRole("button", { name: /^Segna controllato il rendiconto 1/ }).click();
    await accountant.getByRole("button", { name: /^Approva e firma il rendiconto 1/ }).click();
    await accountant.getByRole("button", { name: /^Segna pagato il rendiconto 1/ }).click();
    await accountant.getByRole("cell", { name: /^Pagato/ }).waitFor();
  });

  it("anybody adds the figures up from the chain, and they agree to the cent", async () => {
    const page = await (await office.newContext({ locale: "it-IT" })).newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    await page.goto(`${stack.url}/trasparenza`);
    await page.getByText("coincidono al centesimo").waitFor();
    const row = (name: string) => page.getByRole("row", { name: new RegExp(`^${name}`) });
    expect(await row("Rimborsato agli esercenti").first().innerText()).to.include("12,40 €");
    await expectNoAxeViolations(page);
  });

  it("the citizen has each payment asked on the telephone: the till waits, and takes what is confirmed there", async () => {
    const phone = await (await counter.newContext(PHONE)).newPage();
    phone.setDefaultTimeout(TIMEOUT_MS);
    await phone.goto(card.url);
    await phone.getByLabel("Password della tessera").fill(card.password);
    await phone.getByRole("button", { name: "Mostra la tessera" }).click();
    await phone.getByRole("button", { name: "Confermare dal proprio telefono" }).click();
    await phone.getByRole("heading", { name: "Conferma sul telefono" }).waitFor();
    await expectNoAxeViolations(phone);
    await takePicture(phone, "carta-telefono");
    await phone.getByLabel("Password della tessera").fill(card.password);
    await phone.getByRole("button", { name: "Conferma da questo telefono" }).click();
    await phone.getByText("Questo telefono conferma i pagamenti").waitFor();
    await till.goto(`${stack.url}/cassa`);
    await sellWaiting("2,60");
    await expectNoAxeViolations(till);
    await takePicture(till, "cassa-conferma");
    await phone.getByRole("heading", { name: /chiede 2,60 €/ }).waitFor();
    await expectNoAxeViolations(phone);
    await takePicture(phone, "carta-conferma");
    await phone.getByRole("button", { name: "Confermo", exact: true }).click();
    await till.getByRole("heading", { name: "Pagato" }).waitFor();
    await phone.getByText("Confermato e pagato.").waitFor();
    await till.getByRole("button", { name: "Nuova vendita" }).click();
    await sellWaiting("1,00");
    await phone.getByRole("button", { name: "Non sono io: rifiuta" }).click();
    await till.getByRole("heading", { name: "Non pagato" }).waitFor();
    await phone.getByText(/qualcuno conosce la sua password/).waitFor();
    await till.getByRole("button", { name: "Nuova vendita" }).click();
    await sellWaiting("1,00");
    await till.getByRole("button", { name: "Annulla la vendita" }).click();
    await till.getByRole("heading", { name: "Quanto paga il cliente?" }).waitFor();
    await phone.getByText("La cassa ha annullato").waitFor();
  });

  async function sellWaiting(euros: string): Promise<void> {
    await enterAmount(till, euros);
    await enterPassword(till, card.password);
    await till.getByRole("heading", { name: /^In attesa della conferma/ }).waitFor();
  }
});

function passwordIn(text: string): string {
  const [, first, second] = PRINTED_PASSWORD.exec(text)!;
  return `${first!}${second!}`;
}
