import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import { type PlayedTown, startPlayedTown } from "../support/played-town.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";

const PHONE = { width: 360, height: 740 };

describe("the office's audit log, in a browser", function () {
  this.timeout(120_000);
  let town: PlayedTown;
  let browser: Browser;
  let page: Page;

  before(async () => {
    [town, browser] = await Promise.all([startPlayedTown(), launchPageBrowser()]);
    page = await enterOffice(browser, town.stack.url, /^Assistente sociale/);
  });

  after(async () => {
    await browser?.close();
    await town?.stack.stop();
  });

  it("shows who did what, newest first, by the keyboard alone", async () => {
    const link = page.getByRole("link", { name: "Registro" });
    await link.focus();
    await page.keyboard.press("Enter");
    const rows = page.getByRole("region", { name: "Registro degli atti" }).getByRole("row");
    await rows.getByText("Graduatoria importata").waitFor();
    expect(await rows.nth(1).innerText()).to.match(/Accesso/);
    expect(await rows.nth(1).innerText()).to.contain("(lei)");
    await expectUsable(page);
    await takePicture(page, "comune-registro");
  });

  it("is searched by act, day and object, and keeps the search in its address", async () => {
    await page.getByLabel("Atto", { exact: true }).selectOption("Graduatoria importata");
    const rows = page.getByRole("region", { name: "Registro degli atti" }).getByRole("row");
    await page.waitForURL(/atto=beneficiaries_imported/);
    await page.getByText("persone: ").waitFor();
    await page.reload();
    await page.getByText("persone: ").waitFor();
    expect(await rows.count()).to.equal(2);
    await page.getByLabel("Dal giorno").fill("2099-01-01");
    await page.getByText("Nessun atto corrisponde").waitFor();
    await page.getByLabel("Dal giorno").fill("");
    await page.getByLabel("Atto", { exact: true }).selectOption("Tutti");
    await page
      .getByRole("button", { name: `Tutti gli atti su ${town.programmeId}` })
      .first()
      .click();
    await page.waitForURL(new RegExp(`oggetto=${town.programmeId}`));
    await rows.getByText("Programma preparato").waitFor();
    await rows.getByText("Accesso").first().waitFor({ state: "hidden" });
  });

  it("shows the digest that proves later that nothing was changed", async () => {
    await page.getByText("Impronta del registro").click();
    const text = await page.getByText(/Riportata in un verbale/).innerText();
    expect(text).to.match(/[0-9a-f]{64}/);
    await expectUsable(page);
  });

  it("has beside it what somebody cannot use, answered in the office and read where it was written", async () => {
    const visitor = await (
      await browser.newContext({ locale: "it-IT", viewport: PHONE })
    ).newPage();
    await visitor.goto(`${town.stack.url}/accessibilita`);
    const form = visitor.getByRole("form", { name: "Segnalazione" });
    await form.getByLabel("Che cosa non si riesce a usare?").selectOption("La cassa");
    await form.getByLabel("Che cosa succede?").fill("Il saldo non viene letto ad alta voce.");
    await form.getByLabel(/^E-mail o telefono/).fill("lettrice@example.org");
    await expectUsable(visitor);
    await form.getByRole("button", { name: "Invia al Comune" }).click();
    const told = await visitor.getByText("Ricevuta.").locator("xpath=../..").innerText();
    expect(told).to.match(/risponde entro il \d{1,2} \w+ \d{4}/);
    const code = /\b(?:[0-9A-Z]{5} ){5}[0-9A-Z]{5}\b/.exec(told)![0];
    await takePicture(visitor, "accessibilita-segnalazione");

    await page.getByRole("link", { name: "Accessibilità" }).first().click();
    const piece = page.getByRole("listitem").filter({ hasText: "Il saldo non viene letto" });
    await piece.getByText(/^Risposta dovuta entro il/).waitFor();
    await piece.getByRole("button", { name: "Mostra il recapito" }).click();
    await piece.getByText("lettrice@example.org").waitFor();
    await piece.getByLabel(/^Risposta/).fill("Corretto: ora il saldo è annunciato.");
    await expectUsable(page);
    await takePicture(page, "comune-accessibilita");
    await piece.getByRole("button", { name: "Rispondi" }).click();
    await piece.getByText(/^Risposta del/).waitFor();

    await visitor.reload();
    const reply = visitor.getByRole("form", { name: "Leggere la risposta" });
    await reply.getByLabel("Codice della segnalazione").fill(code.slice(0, -1));
    await reply.getByRole("button", { name: "Leggi la risposta" }).click();
    await reply
      .getByRole("alert")
      .getByText(/29 caratteri|caratteri/)
      .waitFor();
    await reply.getByLabel("Codice della segnalazione").fill(code.toLowerCase());
    await reply.getByRole("button", { name: "Leggi la risposta" }).click();
    await visitor.getByText("Corretto: ora il saldo è annunciato.").waitFor();
    await expectUsable(visitor);
    await visitor.context().close();
  });
});
