import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { createTestClient, http } from "viem";

import { launchPageBrowser } from "../support/page-browser.ts";
import { type PlayedTown, eventually, startPlayedTown } from "../support/played-town.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";
import { run } from "../support/throwaway-postgres.ts";

/** What was earned today was earned yesterday. */
const YESTERDAY = `
  alter table reward_entry disable trigger user;
  update reward_entry set earned_on = earned_on - 1;
  alter table reward_entry enable trigger user;
`;

describe("the office's campaigns, in a browser", function () {
  this.timeout(180_000);
  this.bail(true);
  let town: PlayedTown;
  let browser: Browser;
  let page: Page;

  before(async () => {
    [town, browser] = await Promise.all([startPlayedTown(), launchPageBrowser()]);
    page = await enterOffice(browser, town.stack.url, /^Ragioneria/, "/comune/campagne");
  });

  after(async () => {
    await browser?.close();
    await town?.stack.stop();
  });

  const entries = async () =>
    (await run<object>(town.stack.ownerUrl, "select from reward_entry where amount_cents > 0"))
      .length;
  const fill = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);

  it("say that there is none, and what is missing in a new one", async () => {
    await page.getByText("Nessuna campagna ancora").waitFor();
    await expectUsable(page);
    await page.getByRole("link", { name: "Nuova campagna" }).click();
    await page.getByRole("button", { name: "Prepara la campagna" }).click();
    await page.getByText("Scrivere da 0,01 a 100, per esempio 5.").waitFor();
    expect(
      await page.evaluate(() => document.activeElement?.getAttribute("aria-invalid")),
    ).to.equal("true");
    await expectUsable(page);
  });

  it("keep what was typed across a reload, and open with a signature", async () => {
    const year = new Date().getUTCFullYear();
    await fill("Nome della campagna", "Compro vicino");
    await fill("Atto che la istituisce", "Delibera G.C. 12/2027");
    await fill("Premio, in percentuale del prezzo", "5");
    await fill("Primo giorno", `${year}-01-01`);
    await fill("Ultimo giorno", `${year + 1}-12-31`);
    await fill("Stanziamento, in valore locale", "1.000,00");
    await fill("Massimo per tessera", "2.000,00");
    await fill("Massimo per nucleo", "30");
    await fill("Massimo per tessera al giorno", "5");
    await fill("Massimo per negozio", "200");
    await fill("Massimo per negozio al giorno", "40");
    await page.reload();
    await page.getByRole("button", { name: "Prepara la campagna" }).click();
    await page.getByText("Supera lo stanziamento della campagna.").waitFor();
    await fill("Massimo per tessera", "20");
    await takePicture(page, "comune-campagna-nuova");
    await page.getByRole("button", { name: "Prepara la campagna" }).click();
    await page.getByText("Campagna da aprire.").waitFor();
    await expectUsable(page);
    await page.getByRole("button", { name: "Firma e apri la campagna" }).click();
    await page.getByText("Chiudere prima del tempo").waitFor();
    await expectUsable(page);
    expect(await page.locator("main").innerText()).to.contain("5,00 % del prezzo");
    await takePicture(page, "comune-campagna");
  });

  it("are in the list, and nobody but the treasurer is offered to end one", async () => {
    const desk = await enterOffice(
      browser,
      town.stack.url,
      /^Assistente sociale/,
      "/comune/campagne",
    );
    await desk.getByRole("row", { name: /Compro vicino.*Aperta/ }).waitFor();
    await expectUsable(desk);
    expect(await desk.getByRole("link", { name: "Nuova campagna" }).count()).to.equal(0);
    await desk.getByRole("link", { name: "Compro vicino" }).click();
    await desk.getByText("Massimo per nucleo").waitFor();
    expect(await desk.getByText("Chiudere prima del tempo").count()).to.equal(0);
    await desk.context().close();
  });

  it("give nothing until the yearly limit is announced, waited for, and set", async () => {
    const admin = await enterOffice(
      browser,
      town.stack.url,
      /^Segreteria comunale/,
      "/comune/campagne",
    );
    await admin.getByText("Finché il limite è zero non si accredita nulla.").waitFor();
    await admin.getByLabel("Nuovo limite annuo").fill("12.50");
    await admin.getByRole("button", { name: "Cambia il limite" }).click();
    await admin.getByText("Scrivere un importo, per esempio 5.000,00.").waitFor();
    await admin.getByLabel("Nuovo limite annuo").fill("5.000,00");
    await admin.getByRole("button", { name: "Cambia il limite" }).click();
    await admin.getByRole("button", { name: "Firma l'annuncio: 5.000,00" }).click();
    const execute = admin.getByRole("button", { name: "Firma ed esegui: 5.000,00" });
    await execute.click();
    await admin.getByText("Il tempo di attesa dopo l'annuncio non è ancora passato.").waitFor();
    await expectUsable(admin);
    const clock = createTestClient({ mode: "anvil", transport: http(town.stack.rpcUrl) });
    await clock.increaseTime({ seconds: 61 });
    await clock.mine({ blocks: 1 });
    await execute.click();
    await admin.getByText("Il limite di 5.000,00 è in vigore.").waitFor();
    await admin.context().close();
  });

  it("credit what purchases earned: one prepares, another signs", async () => {
    await town.play.purchase();
    await eventually("earned", async () => (await entries()) > 0);
    const desk = await enterOffice(
      browser,
      town.stack.url,
      /^Assistente sociale/,
      new URL(page.url()).pathname,
    );
    await desk.getByRole("button", { name: "Prepara l'accredito" }).click();
    await desk.getByRole("alert").waitFor();
    await run(town.stack.ownerUrl, YESTERDAY);
    await desk.getByRole("button", { name: "Prepara l'accredito" }).click();
    await desk.getByText("In attesa della firma di chi ha il ruolo dei premi.").waitFor();
    await expectUsable(desk);
    await desk.context().close();
    await page.reload();
    await page.getByRole("button", { name: "Controllato: firma l'accredito" }).waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-premi");
    await page.getByRole("button", { name: "Controllato: firma l'accredito" }).click();
    await page.getByText("Accreditato. Preparato il").waitFor();
    await expectUsable(page);
  });

  it("end before their time with a signature", async () => {
    await page.getByText("Chiudere prima del tempo").click();
    await page.getByRole("button", { name: "Firma e chiudi la campagna" }).click();
    await page.getByText("Chiusa.").waitFor();
    expect(await page.getByText("Chiudere prima del tempo").count()).to.equal(0);
  });
});
