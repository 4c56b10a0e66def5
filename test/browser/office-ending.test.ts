import { readFile } from "node:fs/promises";

import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import type { Programme } from "../../web/src/shared/api/types.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { type PlayedTown, startPlayedTown } from "../support/played-town.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";
import { nodeOf, passTime } from "../support/town-node.ts";

const DAY_SECONDS = 86_400;
const ACT = "Determinazione n. 80 del 3 giugno";

describe("the end of a programme, in a browser", function () {
  this.timeout(120_000);
  let town: PlayedTown;
  let browser: Browser;
  let page: Page;

  before(async () => {
    [town, browser] = await Promise.all([startPlayedTown(), launchPageBrowser()]);
    page = await enterOffice(browser, town.stack.url, /^Ragioneria/);
  });

  after(async () => {
    await browser?.close();
    await town?.stack.stop();
  });

  const path = () => `/comune/programmi/${town.programmeId}`;
  const programme = () =>
    town.desk.treasury.api.get<Programme>(`/api/programmes/${town.programmeId}`);
  const dayAfter = async (days: number) => {
    const { timestamp } = await nodeOf(town).getBlock();
    const instant = new Date(Number(timestamp) * 1000 + days * DAY_SECONDS * 1000);
    return instant.toISOString().slice(0, 10);
  };

  it("is preceded by a form that tells what goes on chain before anybody signs", async () => {
    await page.goto(`${town.stack.url}/comune/programmi/nuovo`);
    await page.getByLabel("Nome del programma").fill("Buoni libri");
    await page.getByLabel("Sigla").fill("LIBRI26");
    await page.getByLabel("Atto che lo istituisce").fill("Delibera G.C. 12/2026");
    await page.getByLabel("Fondo stanziato, in euro").fill("5.000,00");
    await page.getByLabel("Primo giorno di spesa").fill("2026-12-01");
    await page.getByLabel("Ultimo giorno di spesa").fill("2027-06-30");
    await page.getByLabel("Al più per un acquisto, in euro").fill("60");
    await page.getByLabel("Al più in un giorno, in euro").fill("40,00");
    await page.getByLabel("CUP").fill("sbagliato");
    await page.getByLabel("Capitolo di bilancio").fill("1421/3");
    await page.getByText("alimentari", { exact: true }).click();
    await page.getByRole("button", { name: "Prepara il programma" }).click();
    await page.getByText("Il CUP ha 15 caratteri").waitFor();
    await page.getByText("Non può essere più che per un giorno intero.").waitFor();
    await expectUsable(page);
    await page.getByLabel("CUP").fill("J89J21001234567");
    await page.getByLabel("Al più per un acquisto, in euro").fill("30");
    await page.getByRole("button", { name: "Prepara il programma" }).click();
    await page.getByText("Che cosa va sulla blockchain").click();
    const facts = page.locator(".office-facts");
    await facts.getByText("5.000,00 €").waitFor();
    const published = await facts.innerText();
    expect(published).to.contain("LIBRI26").and.not.to.contain("Delibera");
    expect(published).not.to.contain("1421/3");
    await page.getByText("Capitolo 1421/3, CUP J89J21001234567.").waitFor();
    await page.getByText("al più 30,00 € per acquisto, al più 40,00 € al giorno").waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-apertura");
  });

  it("comes after limits by card, which an act changes from one payment to the next", async () => {
    await page.goto(`${town.stack.url}${path()}`);
    const limits = page.getByRole("region", { name: "6. Limiti per tessera" });
    await limits.getByText("nessun limite").waitFor();
    await limits.getByRole("button", { name: "Cambia i limiti" }).click();
    await limits.getByRole("button", { name: "Cambia da subito" }).click();
    await limits.getByText("Indicare l'atto").waitFor();
    await limits.getByLabel("Atto che lo decide").fill(ACT);
    await limits.getByLabel("Al più in un giorno, in euro").fill("50");
    await expectUsable(page);
    await limits.getByRole("button", { name: "Cambia da subito" }).click();
    await limits.getByText(`${ACT}, al più 50,00 € al giorno`).waitFor();
    expect((await programme()).cardDayCents).to.equal("5000");
    await limits.scrollIntoViewIfNeeded();
    await expectUsable(page);
    await takePicture(page, "comune-limiti");
  });

  it("is moved by an act and a signature", async () => {
    await page.goto(`${town.stack.url}${path()}`);
    await page.getByText("È una prova: si firma dopo il").waitFor();
    await page.getByRole("button", { name: "Prolunga o chiudi prima" }).click();
    await page.getByRole("button", { name: "Prepara per la firma" }).click();
    await page.getByText("Indicare l'atto").waitFor();
    await page.locator(":focus[aria-invalid=true]").waitFor();
    await page.getByLabel("Atto che lo decide").fill(ACT);
    await page.getByRole("button", { name: "Prepara per la firma" }).click();
    await page.getByRole("alert").getByText("Le date sono già queste").waitFor();
    await page.getByLabel("Nuovo ultimo giorno di spesa").fill(await dayAfter(3));
    await page.getByLabel("Ultimo giorno di registrazione").fill(await dayAfter(4));
    await expectUsable(page);
    await page.getByRole("button", { name: "Prepara per la firma" }).click();
    const card = page.getByRole("article", { name: ACT });
    await card.getByText("Che cosa va sulla blockchain").click();
    await takePicture(page, "comune-durata");
    await card.getByRole("button", { name: "Firma le nuove date" }).click();
    await card.getByText("In vigore dal").waitFor();
    await expectUsable(page);
  });

  it("returns what is unspent, after a dry run that lists it, with progress", async () => {
    const { totals } = await programme();
    const arriving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Scarica l'elenco dei conti" }).click();
    const saved = await readFile(await (await arriving).path(), "utf8");
    expect(saved.trimEnd().split("\r\n").length).to.be.greaterThan(1);
    await passTime(town, 6 * DAY_SECONDS);
    await page.reload();
    await page.getByText(/^Rientrano nel fondo/).waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-rientro");
    await page.getByRole("button", { name: "Firma il rientro nel fondo" }).click();
    await page.getByText("Sulle tessere non resta nulla").waitFor();
    const table = page.getByRole("region", { name: "Rientri nel fondo" });
    await table.getByRole("row").nth(1).waitFor();
    const after = await programme();
    expect(after.totals.reclaimedCents).to.equal(totals.heldCents);
    expect(after.totals.heldCents).to.equal("0");
    await expectUsable(page);
  });
});
