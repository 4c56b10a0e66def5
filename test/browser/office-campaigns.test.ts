import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { createTestClient, http } from "viem";

import type { ClaimSheet } from "../../server/actions/code-sheets.ts";
import type { OrganiserSheet } from "../../server/actions/organiser-access.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type { Campaign } from "../../web/src/shared/api/types.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { type PlayedTown, cardAt, eventually, startPlayedTown } from "../support/played-town.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";
import { enterCard } from "../support/till-page.ts";
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

  /** A campaign of civic actions, opened by the treasurer, and its address in the office. */
  async function openActions(): Promise<string> {
    const DAY_MS = 86_400_000;
    const json = {
      ...{ name: "Paese pulito", act: "Delibera 14/2027", kind: "actions", centsEach: "100" },
      ...{ budgetCents: "10000", cardCents: "300", householdCents: "300", cardDayCents: "150" },
      rewardsFrom: new Date(Date.now() - DAY_MS).toISOString(),
      rewardsUntil: new Date(Date.now() + 30 * DAY_MS).toISOString(),
    };
    type Draft = { campaign: Campaign; transaction: TransactionRequest };
    const { treasury } = town.desk;
    const { campaign, transaction } = await treasury.api.post<Draft>("/api/campaigns", { json });
    await treasury.sign(transaction);
    const path = `/api/campaigns/${campaign.id}`;
    await eventually("open", async () => (await treasury.api.get<Campaign>(path)).state === "open");
    return `/comune/campagne/${campaign.id}`;
  }

  /** A field of a form for an instant, in Italy: some hours from now. */
  const inHours = (hours: number) =>
    new Intl.DateTimeFormat("sv-SE", {
      ...{ timeZone: "Europe/Rome", dateStyle: "short", timeStyle: "short" },
    })
      .format(new Date(Date.now() + hours * 3_600_000))
      .replace(" ", "T");

  async function openPhone(path: string): Promise<Page> {
    const viewport = { width: 360, height: 740 };
    const phone = await (await browser.newContext({ locale: "it-IT", viewport })).newPage();
    phone.setDefaultTimeout(30_000);
    await phone.goto(`${town.stack.url}${path}`);
    return phone;
  }

  it("reward a civic action: the office creates it, its organiser checks in, another person approves", async () => {
    const campaignPath = await openActions();
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

  it("end before their time with a signature", async () => {
    await page.getByText("Chiudere prima del tempo").click();
    await page.getByRole("button", { name: "Firma e chiudi la campagna" }).click();
    await page.getByText("Chiusa.").waitFor();
    expect(await page.getByText("Chiudere prima del tempo").count()).to.equal(0);
  });
});
