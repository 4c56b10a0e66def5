import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import type { CardSheet } from "../../scripts/scenario/play.ts";
import { LocalValueOffice, localAccountsOf } from "../support/local-value.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { type PlayedTown, cardAt, eventually, startPlayedTown } from "../support/played-town.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";
import { readCard } from "../support/till-page.ts";
import { run } from "../support/throwaway-postgres.ts";

const PHONE = { width: 360, height: 740 };

describe("the noticeboard, on phones and at the office", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let browser: Browser;

  before(async () => {
    [town, browser] = await Promise.all([startPlayedTown({ keyIn: "file" }), launchPageBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await town?.stack.stop();
  });

  async function openCard({ code, password }: CardSheet): Promise<Page> {
    const context = await browser.newContext({ locale: "it-IT", viewport: PHONE });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${town.stack.url}/carta`);
    await readCard(page, code, password);
    return page;
  }

  async function openBoard(sheet: CardSheet): Promise<Page> {
    const page = await openCard(sheet);
    await page.getByRole("button", { name: "Apri la bacheca" }).click();
    await page.getByRole("heading", { name: "Bacheca", level: 1 }).waitFor();
    return page;
  }

  async function expectGood(page: Page): Promise<void> {
    await expectNoAxeViolations(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, "never sideways").to.be.at.most(PHONE.width);
  }

  /** A picture as a camera makes it, larger than may be sent, drawn by the browser itself. */
  const bigPicture = (page: Page) =>
    page.evaluate(async () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [2400, 1800];
      const pen = canvas.getContext("2d")!;
      pen.fillStyle = "#8a5a2b";
      pen.fillRect(200, 700, 2000, 200);
      pen.fillRect(300, 900, 150, 800);
      pen.fillRect(1950, 900, 150, 800);
      return canvas.toDataURL("image/png").split(",")[1]!;
    });

  it("takes an offer with what is wrong said beside its field, and its photograph made small", async () => {
    const page = await openBoard(cardAt(town, 0));
    await expectGood(page);
    await page.getByRole("button", { name: "Metti un annuncio" }).click();
    await page.getByLabel("Titolo").fill("Tavolo, tel. 347 1234567");
    await page.getByLabel("Zona").fill("Via Roma 3");
    await page.getByRole("button", { name: "Metti in bacheca" }).click();
    await page.getByText("C'è un numero di telefono: toglierlo.").waitFor();
    await page.getByText("niente vie né numeri").waitFor();
    await page.getByText("Scrivere l'importo così: 15,00").waitFor();
    await expectGood(page);
    await takePicture(page, "carta-annuncio-nuovo");
    await page.getByLabel("Titolo").fill("Tavolo di legno");
    await page.getByLabel("Descrizione").fill("Solido, un po' graffiato. Si ritira a piano terra.");
    await page.getByLabel("Zona").fill("Borgo San Rocco");
    await page.getByLabel("In valore locale", { exact: true }).fill("15,00");
    await page.getByRole("button", { name: "Metti in bacheca" }).click();
    await page.getByText("È un annuncio di questa tessera, in bacheca.").waitFor();
    const buffer = Buffer.from(await bigPicture(page), "base64");
    const file = page.getByLabel("Aggiungi una fotografia");
    await file.setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("no") });
    await page.getByText("non si legge come fotografia").waitFor();
    await file.setInputFiles({ name: "tavolo.png", mimeType: "image/png", buffer });
    await page.getByRole("img", { name: "Fotografia 1 di «Tavolo di legno»" }).waitFor();
    await expectGood(page);
    const [photo] = await run<{ jpeg: Buffer }>(
      town.stack.ownerUrl,
      "select jpeg from offer_photo",
    );
    expect([...photo!.jpeg.subarray(0, 3)]).to.deep.equal([0xff, 0xd8, 0xff]);
    expect(photo!.jpeg.length).to.be.below(100_000);
    await page.context().close();
  });

  it("is searched by stem, answered without a name, and read by the other from the card's page", async () => {
    const page = await openBoard(cardAt(town, 1));
    await page.getByLabel("Cerca una parola").fill("tavoli");
    await page.getByRole("button", { name: "Cerca", exact: true }).click();
    const found = page.getByRole("list", { name: "Annunci" }).getByRole("listitem");
    await found.getByText("15,00 di valore locale").waitFor();
    expect(await found.count()).to.equal(1);
    await takePicture(page, "carta-bacheca");
    await page.getByRole("button", { name: "Offro: Tavolo di legno" }).click();
    await page.getByRole("img", { name: "Fotografia 1 di «Tavolo di legno»" }).waitFor();
    await takePicture(page, "carta-annuncio");
    await page.getByLabel("Messaggio").fill("È ancora disponibile?");
    await page.getByRole("button", { name: "Invia" }).click();
    await page.getByText("È ancora disponibile?").waitFor();
    await page.getByText(/^Io,/).waitFor();
    await page.context().close();

    const owner = await openCard(cardAt(town, 0));
    await owner.getByText("C'è un messaggio nuovo.").waitFor();
    await expectGood(owner);
    await owner.getByRole("button", { name: "Apri la bacheca" }).click();
    await owner.getByRole("button", { name: "Messaggi" }).click();
    await owner.getByRole("button", { name: "Tavolo di legno" }).click();
    await owner.getByText("Chi è interessato,").waitFor();
    await owner.getByLabel("Messaggio").fill("Sì, quando vuole.");
    await owner.getByRole("button", { name: "Invia" }).click();
    await owner.getByText("Sì, quando vuole.").waitFor();
    await expectGood(owner);
    await takePicture(owner, "carta-messaggi");
    const sessions = async () =>
      (await run(town.stack.ownerUrl, "select from board_session")).length;
    const opened = await sessions();
    await owner.getByRole("button", { name: "Torna alla tessera" }).click();
    await owner.getByRole("heading", { name: "Si possono spendere" }).waitFor();
    const kept = await owner.evaluate(() => ({ ...localStorage, ...sessionStorage }));
    expect(kept, "nothing stays on a shared phone").to.deep.equal({});
    await eventually("who left closed the board", async () => (await sessions()) < opened);
    expect(await sessions()).to.equal(opened - 1);
    await owner.context().close();
  });

  it("has the price proposed by who gives, paid by the other's password, and seen as done by both", async () => {
    const accounts = await localAccountsOf(town.stack, [cardAt(town, 1)]);
    const office = await LocalValueOffice.open(town.stack);
    await office.reward([accounts[0]!, 2_000n]);
    const earned = () =>
      run(
        town.stack.ownerUrl,
        "select from account where address = $1 and confirmed_cents = 2000",
        [accounts[0]],
      );
    await eventually("earned", async () => (await earned()).length === 1);
    const openThread = async (place: number) => {
      const page = await openBoard(cardAt(town, place));
      await page.getByRole("button", { name: "Messaggi" }).click();
      await page.getByRole("button", { name: /Tavolo di legno/ }).click();
      return page;
    };
    const giver = await openThread(0);
    await giver.getByLabel("Valore locale da ricevere").fill("quindici");
    await giver.getByRole("button", { name: "Chiedi il pagamento" }).click();
    await giver.getByText("Scrivere gli importi così: 15,00").waitFor();
    await giver.getByLabel("Valore locale da ricevere").fill("12,50");
    await giver.getByLabel("Euro a mano, se ce ne sono").fill("5");
    await giver.getByRole("button", { name: "Chiedi il pagamento" }).click();
    await giver.getByText(/si aspetta che l'altro paghi/).waitFor();
    await expectGood(giver);
    const payer = await openThread(1);
    await payer.getByText("12,50 di valore locale e 5,00 € a mano").waitFor();
    await payer.getByRole("button", { name: "Sono d'accordo: paga con la tessera" }).click();
    await expectGood(payer);
    await takePicture(payer, "carta-accordo");
    await payer.getByLabel("Password della tessera, per pagare").waitFor();
    for (const digit of cardAt(town, 1).password)
      await payer.getByRole("button", { name: digit, exact: true }).click();
    await payer.getByRole("button", { name: "Paga 12,50" }).click();
    await payer.getByText(/^12,50.*Pagato il/s).waitFor();
    await expectGood(payer);
    await giver.getByRole("button", { name: "Messaggi", exact: true }).click();
    await giver.getByRole("button", { name: /Tavolo di legno/ }).click();
    await giver.getByText(/Ricevuto il/).waitFor();
    await giver.getByRole("button", { name: "Non serve più? Chiudi l'annuncio" }).waitFor();
    await expectGood(giver);
    await Promise.all([giver.context().close(), payer.context().close()]);
  });

  it("reminds of what is about to expire, on the card's page, and renews it", async () => {
    await run(
      town.stack.ownerUrl,
      "update offer set expires_at = now() + interval '2 days' where title = 'Tavolo di legno'",
    );
    const page = await openCard(cardAt(town, 0));
    await page.getByText("Un annuncio sta per scadere").waitFor();
    await takePicture(page, "carta-bacheca-avviso");
    await page.getByRole("button", { name: "Apri la bacheca" }).click();
    await page.getByRole("button", { name: "I miei" }).click();
    await page.getByText("Sta per scadere").waitFor();
    await page.getByRole("button", { name: "Offro: Tavolo di legno" }).click();
    await page.getByRole("button", { name: "Rinnova" }).click();
    await page.getByRole("button", { name: "Rinnova" }).waitFor({ state: "detached" });
    await page.context().close();
  });

  it("is kept in order: a citizen calls the town, an officer takes down, the owner reads why", async () => {
    const page = await openBoard(cardAt(town, 2));
    await page.getByRole("button", { name: "Offro: Tavolo di legno" }).click();
    await page.getByRole("button", { name: "Segnala questo annuncio al Comune" }).click();
    await page.getByLabel("Che cosa non va").selectOption("Sembra una truffa");
    await page.getByLabel("Altro da dire (si può lasciare vuoto)").fill("Il tavolo non c'è");
    await expectGood(page);
    await page.getByRole("button", { name: "Avvisa il Comune" }).click();
    await page.getByText("Il Comune è avvisato e guarderà.").waitFor();
    await page.context().close();

    const office = await enterOffice(browser, town.stack.url, /^Assistente sociale/);
    await office.getByRole("link", { name: "Bacheca" }).click();
    const report = office
      .getByRole("list", { name: "Segnalazioni della bacheca" })
      .getByRole("listitem");
    await report.getByText("«Il tavolo non c'è»").waitFor();
    await report.getByRole("img", { name: "Fotografia 1 di «Tavolo di legno»" }).waitFor();
    await expectUsable(office);
    await takePicture(office, "comune-bacheca");
    await report.getByRole("button", { name: "Nascondi l'annuncio" }).click();
    await report.getByLabel("Perché? Lo legge chi ha messo l'annuncio").fill("Non risulta vero");
    await report.getByRole("button", { name: "Nascondi", exact: true }).click();
    await report.getByText("«Non risulta vero»").waitFor();
    await office.context().close();

    const owner = await openBoard(cardAt(town, 0));
    await owner.getByText("Nessun annuncio.").waitFor();
    await owner.getByRole("button", { name: "I miei" }).click();
    await owner.getByRole("button", { name: "Offro: Tavolo di legno" }).click();
    await owner.getByText("Il Comune ha scritto: «Non risulta vero».").waitFor();
    await owner.context().close();
  });
});
