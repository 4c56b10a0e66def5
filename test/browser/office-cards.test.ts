import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import type { CardSheet } from "../../scripts/scenario/play.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAndTill,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";

describe("the office's cards, in a browser", function () {
  this.timeout(240_000);
  let town: PlayedTown;
  let browser: Browser;
  let page: Page;
  let treasurer: Page;

  before(async () => {
    [town, browser] = await Promise.all([startPlayedTown(), launchPageBrowser()]);
    page = await enterOffice(browser, town.stack.url, /^Assistente sociale/, "/comune/tessere");
    treasurer = await enterOffice(browser, town.stack.url, /^Ragioneria/, "/comune/tessere");
  });

  after(async () => {
    await browser?.close();
    await town?.stack.stop();
  });

  const grouped = (number: string) => number.replace(/^(\d{4})/, "$1 ");

  async function openCard({ number }: CardSheet): Promise<void> {
    await page.getByRole("link", { name: "Tessere", exact: true }).click();
    await page.getByLabel("Numero della tessera, anche solo l'inizio").fill(number);
    await page.getByRole("link", { name: grouped(number) }).click();
    await page.getByRole("heading", { name: `Tessera ${grouped(number)}` }).waitFor();
  }

  it("masks who holds a card until somebody asks", async () => {
    const table = page.getByRole("region", { name: "Tessere" });
    await table.waitFor();
    expect(await table.innerText()).to.match(/.••• .•••/u);
    await page.getByRole("button", { name: /^Mostra i nomi/ }).click();
    await page.getByRole("button", { name: "Nascondi i nomi" }).waitFor();
    await table.getByText("•••").first().waitFor({ state: "hidden" });
    await expectUsable(page);
    await page.getByRole("button", { name: "Nascondi i nomi" }).click();
    await table.getByText("•••").first().waitFor();
  });

  it("blocks a card with a reason, and lets it pay again", async () => {
    const { card, till } = cardAndTill(town, 0);
    await openCard(card);
    await page.getByRole("button", { name: "Blocca", exact: true }).click();
    await page.getByLabel(/Perché si blocca/).fill("smarrita al mercato");
    await expectUsable(page);
    await takePicture(page, "comune-tessera");
    await page.getByRole("button", { name: "Blocca subito" }).click();
    await page.getByText("Bloccata: smarrita al mercato").waitFor();
    const refused = await refusalOf(till.post("/api/payments", { json: paymentOf(card, "10") }));
    expect(refused.code).to.equal("card_not_active");
    await page.getByRole("button", { name: /^Sblocca/ }).click();
    await page.getByRole("button", { name: "Azzera i tentativi" }).waitFor();
    await till.post("/api/payments", { json: paymentOf(card, "10") });
  });

  it("replaces a lost card: a PDF once, then two signatures of two people, by the keyboard too", async () => {
    const { card } = cardAndTill(town, 1);
    const before = await balanceOf(town.stack.url, card);
    await openCard(card);
    await page.getByRole("button", { name: "Sostituisci", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("password dimenticata");
    const download = page.waitForEvent("download");
    await page.keyboard.press("Enter");
    expect((await download).suggestedFilename()).to.equal(`tessera-al-posto-di-${card.number}.pdf`);
    await page.getByText("Sostituita: password dimenticata").waitFor();
    await page.getByText("La tessera è finita").waitFor();
    await treasurer.reload();
    await treasurer.getByText("Credito da passare alle tessere nuove").waitFor();
    await expectUsable(treasurer);
    await takePicture(treasurer, "comune-passaggi");
    await treasurer.getByRole("button", { name: /^Rendi noti i conti nuovi/ }).click();
    await page.getByRole("link", { name: "Tessere", exact: true }).click();
    await page.getByRole("button", { name: /^Passa il credito/ }).click({ timeout: 60_000 });
    await page.getByText("Credito da passare").waitFor({ state: "hidden", timeout: 60_000 });
    await page.getByLabel("Numero della tessera, anche solo l'inizio").fill("");
    const euros = `${(Number(before) / 100).toFixed(2).replace(".", ",")} €`;
    const first = page.getByRole("region", { name: "Tessere" }).getByRole("row").nth(1);
    await first.getByText(euros).waitFor();
    await first.getByText("Attiva").waitFor();
  });

  it("closes the card of somebody who has died, after asking twice", async () => {
    const { card } = cardAndTill(town, 2);
    await openCard(card);
    await page.getByRole("button", { name: "Chiudi", exact: true }).click();
    await page.getByLabel(/Perché si chiude/).fill("deceduto");
    await page.getByRole("button", { name: "Lascia la tessera com'è" }).click();
    await page.getByText("Attiva", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Chiudi", exact: true }).click();
    await page.getByLabel(/Perché si chiude/).fill("deceduto");
    await page.getByRole("button", { name: "Chiudi per sempre" }).click();
    await page.getByText("Chiusa: deceduto").waitFor();
    await expectUsable(page);
  });

  it("says so where no card has a number", async () => {
    await page.goto(`${town.stack.url}/comune/tessere/99999999`);
    await page.getByText("Nessuna tessera ha questo numero").waitFor();
  });

  it("shows a shop's tills, and ends one", async () => {
    await page.getByRole("link", { name: "Esercenti", exact: true }).click();
    await page
      .getByRole("link", { name: /^Casse di/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "Casse" }).waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-casse");
    await page
      .getByRole("button", { name: /^Disattiva/ })
      .first()
      .click();
    await page.getByText("Nessuna cassa ancora").waitFor();
  });

  it("lists unusual use, and takes down what came of it", async () => {
    await page.getByRole("link", { name: "Segnalazioni" }).click();
    await page.getByText("Nessuna segnalazione").waitFor();
    const { till } = cardAndTill(town, 3);
    for (let sale = 0; sale < 10; sale += 1) {
      const { card } = cardAndTill(town, 4 + (sale % 6));
      await till.post("/api/payments", { json: paymentOf(card, "1000") });
    }
    await page.waitForTimeout(16_000);
    await page.reload();
    await page.getByText(/10 vendite di decine di euro tonde/).waitFor();
    await page.getByText("Quando compare una segnalazione").click();
    await expectUsable(page);
    await takePicture(page, "comune-segnalazioni");
    const row = page.getByRole("row").filter({ hasText: "decine di euro" });
    await row.getByRole("button", { name: "Scrivi l'esito" }).click();
    await row.getByLabel(/Che cosa si è trovato/).fill("Vende solo buoni pasto da dieci euro.");
    await row.getByRole("button", { name: "Chiudi la segnalazione" }).click();
    await row.getByText("Vende solo buoni pasto").waitFor();
  });

  it("shows where one is signed in, and ends a session left open elsewhere", async () => {
    const left = await enterOffice(browser, town.stack.url, /^Assistente sociale/);
    await page.getByRole("link", { name: "Accessi", exact: true }).click();
    await page.getByText("questo").waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-accessi");
    const other = page.getByRole("button", { name: "Chiudi l'accesso da Chrome su Linux" });
    await other.click();
    await other.waitFor({ state: "hidden" });
    await left.reload();
    await left.getByRole("button", { name: /^Assistente sociale/ }).waitFor();
  });
});
