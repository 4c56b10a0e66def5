import { readFile } from "node:fs/promises";

import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import { answerOrder } from "../support/fake-bank.ts";
import { type PlayedTown, startPlayedTown } from "../support/played-town.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";

describe("the office's payments, in a browser", function () {
  this.timeout(180_000);
  this.bail(true);
  let town: PlayedTown;
  let browser: Browser;
  let page: Page;
  let order: string;

  before(async () => {
    [town, browser] = await Promise.all([startPlayedTown(), launchPageBrowser()]);
    page = await enterOffice(browser, town.stack.url, /^Ragioneria/, "/comune/pagamenti");
  });

  after(async () => {
    await browser?.close();
    await town?.stack.stop();
  });

  async function download(button: RegExp): Promise<string> {
    const arriving = page.waitForEvent("download");
    await page.getByRole("button", { name: button }).click();
    return (await arriving).path();
  }

  it("say what to do while nothing waits, and ask for the account once", async () => {
    await page.getByText("Nessun rendiconto approvato aspetta il pagamento.").waitFor();
    await page.getByText("Nessuna distinta ancora").waitFor();
    await expectUsable(page);
    await page.getByLabel("Intestazione del conto").fill("Comune di Borgo");
    await page.getByLabel("IBAN da addebitare").fill("IT60 X054 2811 1010 0000 0123 457");
    await page.getByRole("button", { name: "Salva il conto" }).click();
    await page.getByRole("alert").first().waitFor();
    await page.getByLabel("IBAN da addebitare").fill("IT60 X054 2811 1010 0000 0123 456");
    await page.getByLabel(/^Codice univoco CBI/).fill("a1b2c3d4");
    await page.getByRole("button", { name: "Salva il conto" }).click();
    await page.getByText("IBAN che finisce con 3456").waitFor();
  });

  it("put approved statements into an order, with its files", async () => {
    await town.play.purchase();
    await town.play.waitForSettlement(town.programmeId);
    await town.play.approve(town.programmeId);
    await page.reload();
    const region = page.getByRole("region", { name: "Rendiconti approvati da pagare" });
    await region.getByRole("checkbox").first().waitFor();
    await expectUsable(page);
    await page.getByRole("button", { name: /^Prepara la distinta: \d+ bonifici/ }).click();
    await page.getByRole("heading", { name: /^Distinta 1: / }).waitFor();
    order = await readFile(await download(/^File SEPA/), "utf8");
    expect(order).to.contain("pain.001.001.09");
    const cbi = await readFile(await download(/^File CBI/), "utf8");
    expect(cbi).to.contain("<Id>A1B2C3D4</Id>");
    const list = await readFile(await download(/^Elenco di liquidazione \(PDF\)/));
    expect(list.subarray(0, 5).toString()).to.equal("%PDF-");
    await expectUsable(page);
    await takePicture(page, "comune-pagamenti");
  });

  it("take in the bank's answer after showing what it would change", async () => {
    const answer = answerOrder(order, (_, position) =>
      position === 0
        ? { status: "RJCT", reason: "AC04" }
        : { status: "ACSC", at: new Date().toISOString() },
    );
    const buffer = Buffer.from(answer);
    const file = { name: "esito.xml", mimeType: "application/xml", buffer };
    await page.getByLabel("File con l'esito della banca").setInputFiles(file);
    await page.getByText(/^\d+ pagati, 1 respinti, 0 ancora in corso\.$/).waitFor();
    await page.getByRole("button", { name: "Registra l'esito" }).click();
    await page.getByText(/^Registrato: /).waitFor();
    await page.getByText(/^Respinto: AC04/).waitFor();
    await page.getByRole("button", { name: /^Prepara la distinta: 1 bonifici/ }).waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-esito");
  });
});
