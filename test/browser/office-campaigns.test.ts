import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { createTestClient, http } from "viem";

import type { ClaimSheet } from "../../server/actions/code-sheets.ts";
import type { OrganiserSheet } from "../../server/actions/organiser-access.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { type PlayedTown, cardAt, eventually, startPlayedTown } from "../support/played-town.ts";
import { drawnTree, inHours, openEarning, openPhoneAt } from "../support/earning-stage.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";
import { enterCard, readCard } from "../support/till-page.ts";
import { run } from "../support/throwaway-postgres.ts";

/** What was earned today was earned yesterday. */
const YESTERDAY = `
  lock table reward_entry in access exclusive mode;
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
    // The focus goes there with the next frame.
    await page.waitForFunction(
      () => document.activeElement?.getAttribute("aria-invalid") === "true",
    );
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
    const desk = await admin.context().newPage();
    await desk.goto(`${town.stack.url}/comune/valore-locale`);
    await desk.getByText("Annunciato un limite di 5.000,00: si può eseguire dal").waitFor();
    await desk.goto(`${town.stack.url}/comune/ruoli`);
    await desk.getByText("Portare il limite annuo a 5.000,00").waitFor();
    await desk.close();
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

  it("are tried on the purchases of the past before they open, and leave nothing behind", async () => {
    const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Rome" }).format(new Date());
    await page.goto(`${town.stack.url}/comune/campagne/nuova`);
    await page.getByRole("button", { name: "Prova", exact: true }).click();
    await page.getByText("Scrivere da 0,01 a 100, per esempio 5.").waitFor();
    expect(await page.getByText("Scrivere un nome da 3 a 60 caratteri.").count()).to.equal(0);
    await fill("Premio, in percentuale del prezzo", "10");
    await fill("Primo giorno", today);
    await fill("Ultimo giorno", today);
    await fill("Stanziamento, in valore locale", "20");
    for (const cap of ["tessera", "nucleo", "tessera al giorno", "negozio", "negozio al giorno"])
      await fill(`Massimo per ${cap}`, "8");
    await page.getByRole("button", { name: "Prova", exact: true }).click();
    await page.getByText("In quei giorni non c'è nulla da premiare").waitFor();
    await fill("Primo giorno da ripetere", today);
    await fill("Ultimo giorno da ripetere", today);
    await page.getByRole("button", { name: "Prova", exact: true }).click();
    await page.getByText(/Costerebbe \d+,\d\d/).waitFor();
    await page.getByText(/su \d+ acquisti giudicati/).waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-prova-campagna");
    await page.goto(`${town.stack.url}/comune/campagne`);
    await page.getByRole("row", { name: /Compro vicino/ }).waitFor();
    expect(await page.getByRole("row").count()).to.equal(2);
  });

  it("are beside what local value does in the town: limit, budgets, pace, hands and places", async () => {
    await page.goto(`${town.stack.url}/comune/valore-locale`);
    await page.getByRole("row", { name: /Compro vicino.*Aperta.*1\.000,00/ }).waitFor();
    await page.getByRole("row", { name: /^Tessere/ }).waitFor();
    await expectUsable(page);
    await page.getByText("30 giorni", { exact: true }).click();
    await page.getByText("Passato di mano in 30 giorni").waitFor();
    expect(new URL(page.url()).search).to.equal("?giorni=30");
    const shown = await page.locator("main").innerText();
    expect(shown).to.contain("Nel 20").and.to.contain("Nessun nuovo limite annunciato.");
    await takePicture(page, "comune-valore-locale");
  });

  const openPhone = (path: string) => openPhoneAt(browser, `${town.stack.url}${path}`);

  it("reward a civic action: the office creates it, its organiser checks in, another person approves", async () => {
    const campaignPath = await openEarning(town, "actions");
    await page.goto(`${town.stack.url}${campaignPath}`);
    await page.getByText("Nessuna azione ancora.").waitFor();
    await expectUsable(page);
    await page.getByRole("link", { name: "Nuova azione" }).click();
    await page.getByRole("button", { name: "Crea l'azione" }).click();
    await page.getByText("Scrivere dove ci si trova.").waitFor();
    await expectUsable(page);
    await fill("Titolo", "Puliamo il torrente");
    await fill("Luogo", "Ponte vecchio");
    await fill("Associazione che organizza", "Pro loco");
    await fill("Inizio", inHours(-1));
    await fill("Fine", inHours(3));
    await fill("Posti", "20");
    await fill("Premio a testa, in valore locale", "1,00");
    await page.getByRole("button", { name: "Crea l'azione" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Fai e scarica il foglio" }).click();
    expect((await download).suggestedFilename()).to.match(/^presenze-Puliamo.*\.pdf$/);
    const actionPath = new URL(page.url()).pathname;
    const path = `/api${actionPath.replace("/comune/azioni", "/actions")}/access`;
    const [sheet] = await town.desk.treasury.api.sheets<OrganiserSheet>(path);
    const phone = await openPhone(`/presenze#${sheet!.code}`);
    await phone.getByLabel("PIN del foglio, sei cifre").fill(sheet!.pin);
    await expectUsable(phone);
    await phone.getByRole("button", { name: "Apri la pagina" }).click();
    await phone.getByRole("heading", { name: "Puliamo il torrente" }).waitFor();
    for (const said of ["Presenza segnata.", /^Già segnata: questa tessera/]) {
      await enterCard(phone, cardAt(town, 0).code);
      await phone.getByText(said).waitFor();
      await expectUsable(phone);
      await phone.setViewportSize({ width: 360, height: 740 });
      await takePicture(phone, "presenze");
      await phone.getByRole("button", { name: "Un'altra tessera" }).click();
    }
    await phone.getByLabel("Che cosa si è fatto, senza nomi di persone").fill("Sei sacchi pieni");
    await phone.getByRole("button", { name: "Salva la nota" }).click();
    await phone.getByText("Nota salvata.").waitFor();
    expect(await phone.locator("main").innerText()).not.to.contain(cardAt(town, 0).number);
    await phone.context().close();
    const desk = await enterOffice(browser, town.stack.url, /^Assistente sociale/, actionPath);
    await desk.getByText("Sei sacchi pieni").waitFor();
    await desk.getByRole("button", { name: "Scegli tutte quelle da decidere" }).click();
    await desk.getByRole("button", { name: "Approva 1", exact: true }).click();
    await desk.getByLabel(/^Perché si approvano/).fill("Vista la nota");
    await expectUsable(desk);
    await takePicture(desk, "comune-azione");
    await desk.getByRole("button", { name: "Approva con questo motivo" }).click();
    await desk.getByRole("row", { name: /Approvata: Vista la nota.*1,00/ }).waitFor();
    await expectUsable(desk);
    await desk.context().close();
    await page.goto(`${town.stack.url}${campaignPath}`);
  });

  it("reward a code: printed by the office, claimed on a phone, or at the counter", async () => {
    await fill("Dove si danno, per esempio «Ecopunto via Roma»", "Ecopunto via Roma");
    await fill("Quanti codici, al massimo 400", "3");
    await fill("Valore di ogni codice, in valore locale", "0,50");
    await fill("Ultimo giorno in cui valgono", inHours(48).slice(0, 10));
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Fai e scarica i codici" }).click();
    expect((await download).suggestedFilename()).to.match(/^codici-Ecopunto.*\.pdf$/);
    await page.getByRole("row", { name: /Ecopunto via Roma.*0 di 3/ }).waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-codici");
    const path = `/api${new URL(page.url()).pathname.replace("/comune/campagne", "/campaigns")}/codes`;
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const json = { title: "Banchetto", codes: 2, rewardCents: "50", expiresAt };
    const [one, two] = await town.desk.treasury.api.sheets<ClaimSheet>(path, { json });
    const { code, password, number } = cardAt(town, 1);
    const phone = await openPhone(`/carta#${one!.code}`);
    await phone.getByText("Codice del premio letto.").waitFor();
    await enterCard(phone, code);
    await phone.getByLabel("Password della tessera").fill(password);
    await phone.getByRole("button", { name: "Mostra la tessera" }).click();
    const claiming = phone.getByRole("button", { name: "Riscuoti il premio su questa tessera" });
    await claiming.click();
    await phone.getByText(/^Guadagnati .*0,50/).waitFor();
    await expectUsable(phone);
    await phone.setViewportSize({ width: 360, height: 740 });
    await takePicture(phone, "carta-codice-premio");
    const another = phone.getByRole("button", { name: "Inquadrare il QR del premio" });
    await phone.getByRole("button", { name: "Un altro codice" }).click();
    await another.waitFor();
    expect(await claiming.count(), "a claimed code is not offered again").to.equal(0);
    await phone.getByRole("button", { name: "Torna alla tessera" }).click();
    await phone.getByRole("heading", { name: "Si possono spendere" }).waitFor();
    await phone.getByRole("button", { name: "Ho un codice premio" }).click();
    await another.waitFor();
    expect(await claiming.count(), "nor when one comes back").to.equal(0);
    await phone.context().close();
    const cardPath = `/comune/tessere/${number}`;
    const desk = await enterOffice(browser, town.stack.url, /^Assistente sociale/, cardPath);
    for (const said of [/^Riscosso: 0,50/, /Questo codice premio è già stato usato/]) {
      await desk.getByLabel("Codice del premio").fill(two!.code);
      await desk.getByRole("button", { name: "Continua" }).click();
      await desk.getByText(said).waitFor();
    }
    await expectUsable(desk);
    await desk.context().close();
    await page.goto(`${town.stack.url}/comune/campagne`);
    await page.getByRole("link", { name: "Compro vicino" }).click();
  });

  it("reward what is passed on: the office publishes, a citizen sends the link, a reader stays", async () => {
    const campaignPath = await openEarning(town, "sharing");
    await page.goto(`${town.stack.url}${campaignPath}`);
    await page.getByRole("link", { name: "Nuova iniziativa" }).click();
    await page.getByRole("button", { name: "Prepara la pagina" }).click();
    await page.getByText("Scrivere dove.").waitFor();
    await expectUsable(page);
    await fill("Titolo", "Festa dell'albero");
    await fill("Luogo", "Parco di via Roma");
    await fill("Inizio", inHours(24));
    await fill("Fine", inHours(28));
    await page
      .getByLabel("Testo", { exact: true })
      .fill("Si piantano dodici tigli.\n\nPane e musica.");
    await page.getByRole("button", { name: "Prepara la pagina" }).click();
    await page.getByLabel(/^Che cosa si vede nella fotografia/).fill("Tigli in un parco");
    await page.getByLabel(/^Fotografia, scritto/).setInputFiles({
      ...{ name: "albero.png", mimeType: "image/png", buffer: await drawnTree(page) },
    });
    await page.getByRole("img", { name: "Tigli in un parco" }).waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-iniziativa");
    await page.getByRole("button", { name: "Pubblica l'iniziativa" }).click();
    await page.getByText("Nessuna visita ancora.").waitFor();
    await expectUsable(page);
    const link = await shareAsCitizen();
    const reader = await openPhone(link);
    await reader.getByRole("heading", { name: "Festa dell'albero" }).waitFor();
    expect(await reader.evaluate(() => document.images[0]!.naturalWidth)).to.be.greaterThan(0);
    await expectUsable(reader);
    await reader.setViewportSize({ width: 360, height: 740 });
    await takePicture(reader, "iniziativa");
    const visits = async () =>
      (await run<object>(town.stack.ownerUrl, "select from visit_mark where link_id is not null"))
        .length;
    await eventually("the visit is counted", async () => (await visits()) === 1);
    expect(await reader.context().cookies()).to.deep.equal([]);
    await reader.context().close();
    await page.reload();
    await page.getByRole("row", { name: /1\s+0\s+1$/ }).waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-diffusione");
    await page.goto(`${town.stack.url}/comune/campagne`);
    await page.getByRole("link", { name: "Compro vicino" }).click();
  });

  /** Opens the card, copies its link, and leaves it: the same town's other address is somebody else's phone. */
  async function shareAsCitizen(): Promise<string> {
    const phone = await openPhone("/carta");
    await phone.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const { code, password } = cardAt(town, 2);
    await readCard(phone, code, password);
    await phone.getByRole("button", { name: "Condividi le iniziative" }).click();
    const field = phone.getByLabel("Link di questa tessera");
    await field.waitFor();
    await expectUsable(phone);
    await phone.setViewportSize({ width: 360, height: 740 });
    await takePicture(phone, "carta-condividi");
    await phone.getByRole("button", { name: "Copia il link" }).click();
    await phone.getByText("Link copiato.").waitFor();
    const url = await field.inputValue();
    expect(await phone.evaluate(() => navigator.clipboard.readText())).to.equal(url);
    await phone.context().close();
    // Seen from this very machine: who reads it comes from elsewhere.
    await run(town.stack.ownerUrl, "delete from sharer_mark");
    return url.slice(url.indexOf("/iniziative/"));
  }

  it("end before their time with a signature", async () => {
    await page.getByText("Chiudere prima del tempo").click();
    await page.getByRole("button", { name: "Firma e chiudi la campagna" }).click();
    await page.getByText("Chiusa.").waitFor();
    expect(await page.getByText("Chiudere prima del tempo").count()).to.equal(0);
  });
});
