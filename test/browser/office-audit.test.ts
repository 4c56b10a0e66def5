import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import { type PlayedTown, startPlayedTown } from "../support/played-town.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";

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
});
