import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import type { Programme } from "../../web/src/shared/api/types.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { type PlayedTown, eventually, startPlayedTown } from "../support/played-town.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";

const AMOUNTS = ["60,00", "90,00", "120,00", "150,00", "180,00"];

describe("amounts by household, paid by the month, in a browser", function () {
  this.timeout(120_000);
  let town: PlayedTown;
  let browser: Browser;
  let page: Page;
  let programmeId: string;

  before(async () => {
    [town, browser] = await Promise.all([startPlayedTown(), launchPageBrowser()]);
    programmeId = await town.play.openProgramme("Buoni del mese");
    const path = `/comune/programmi/${programmeId}`;
    page = await enterOffice(browser, town.stack.url, /^Assistente sociale/, path);
  });

  after(async () => {
    await browser?.close();
    await town?.stack.stop();
  });

  const programme = () => town.desk.desk.api.get<Programme>(`/api/programmes/${programmeId}`);

  it("are assigned after a look at what would change", async () => {
    await page.getByRole("button", { name: /^Assegna gli importi/ }).click();
    await page.getByRole("button", { name: "Controlla che cosa cambierebbe" }).click();
    await page.getByText("Scrivere il motivo.").waitFor();
    await expectUsable(page);
    for (const [index, amount] of AMOUNTS.entries())
      await page
        .getByLabel(/^Nucleo di/)
        .nth(index)
        .fill(amount);
    await page.getByLabel("Motivo").fill("Delibera G.C. 20/2026");
    await page.getByRole("button", { name: "Controlla che cosa cambierebbe" }).click();
    const button = page.getByRole("button", { name: /^Assegna a \d+ persone/ });
    await button.waitFor();
    const before = await programme();
    await takePicture(page, "comune-importi");
    await button.click();
    await page.getByText(/^Fatto:/).waitFor();
    const after = await programme();
    expect(after.entitledCents).not.to.equal(before.entitledCents);
    await expectUsable(page);
    await page.getByRole("button", { name: "Chiudi" }).click();
  });

  it("are set to be paid by the month, and each month's recharge is there without being asked", async () => {
    await page.getByRole("button", { name: "Paga a rate mensili" }).click();
    await page.getByLabel("Quante rate mensili").fill("1");
    await page.getByRole("button", { name: "Salva il piano" }).click();
    await page.getByText("Un numero da 2 a 60.").waitFor();
    await page.locator(":focus[aria-invalid=true]").waitFor();
    await expectUsable(page);
    await page.getByLabel("Quante rate mensili").fill("3");
    await page.getByRole("button", { name: "Salva il piano" }).click();
    await page.getByText("1 di 3 sono già dovute").waitFor();
    await eventually("prepared", async () => {
      const path = `/api/programmes/${programmeId}/issuances`;
      return (await town.desk.desk.api.get<unknown[]>(path)).length === 1;
    });
    await page.reload();
    await page.getByText("da sola, secondo il piano di").waitFor();
    await expectUsable(page);
  });

  it("are looked at by the treasurer, who may let them be or sign them", async () => {
    const path = `/comune/programmi/${programmeId}`;
    const treasurer = await enterOffice(browser, town.stack.url, /^Ragioneria/, path);
    await treasurer.getByText("È la prima ricarica di questo programma.").waitFor();
    await takePicture(treasurer, "comune-rate");
    await treasurer.getByRole("button", { name: "Annulla le parti non firmate" }).click();
    await treasurer.getByText("0,00 € accreditati, 1 parti annullate").waitFor();
    // What was let be is due again, and is prepared by hand.
    await page.reload();
    await page.getByRole("button", { name: "Prepara la ricarica di tutte le tessere" }).click();
    await treasurer.reload();
    await treasurer.getByRole("button", { name: "Controllata: firma la ricarica" }).click();
    await treasurer.getByText(/accreditati\.$/).waitFor();
    await expectUsable(treasurer);
    const { totals, entitledCents } = await programme();
    const third = Number(entitledCents) / 3;
    expect(Number(totals.issuedCents)).to.be.within(third - 12, third);
  });
});
