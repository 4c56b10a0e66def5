import { readFile } from "node:fs/promises";

import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import { type PlayedTown, startPlayedTown } from "../support/played-town.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";

const COLUMNS = "protocollo;cognome;nome;codice_fiscale;componenti_nucleo;cellulare;importo";

describe("the office's people, in a browser", function () {
  this.timeout(120_000);
  let town: PlayedTown;
  let browser: Browser;
  let page: Page;
  let surname: string;

  before(async () => {
    [town, browser] = await Promise.all([startPlayedTown(), launchPageBrowser()]);
    type People = { items: { surname: string }[] };
    const { items } = await town.desk.desk.api.get<People>("/api/beneficiaries?shown=true&limit=1");
    surname = items[0]!.surname;
    page = await enterOffice(browser, town.stack.url, /^Assistente sociale/, "/comune/beneficiari");
  });

  after(async () => {
    await browser?.close();
    await town?.stack.stop();
  });

  const rows = () => page.getByRole("region", { name: "Beneficiari" }).getByRole("row");

  it("are masked, shown on demand, and searched without leaving the name in the address", async () => {
    await rows().getByText("•••").first().waitFor();
    await expectUsable(page);
    await takePicture(page, "comune-beneficiari");
    await page.getByRole("button", { name: /^Mostra i nomi/ }).click();
    await rows().getByText(surname).first().waitFor();
    await page.getByRole("button", { name: "Nascondi i nomi" }).click();
    await page.getByLabel(/^Cognome o nome/).fill(surname.slice(0, 3));
    await page.keyboard.press("Enter");
    await rows().nth(1).waitFor();
    expect(page.url()).not.to.contain(surname.slice(0, 3));
    await page.getByLabel(/^Cognome o nome/).fill("zzz");
    await page.keyboard.press("Enter");
    await page.getByText("Nessuno corrisponde").waitFor();
    await expectUsable(page);
  });

  it("are corrected and withdrawn by hand, each time with a reason", async () => {
    await page.getByLabel(/^Cognome o nome/).fill(surname);
    await page.keyboard.press("Enter");
    await rows().getByRole("link").first().click();
    await page.getByRole("heading", { level: 1, name: surname }).waitFor();
    await page.getByRole("button", { name: "Correggi i dati" }).click();
    await page.getByLabel("Telefono, se c'è").fill("333 1234567");
    const save = page.getByRole("button", { name: "Salva la correzione" });
    expect(await save.isDisabled()).to.equal(true);
    await page.getByLabel(/^Motivo/).fill("Richiesta al banco del 3 giugno");
    await expectUsable(page);
    await save.click();
    await page.getByText("telefono 3331234567").first().waitFor();
    await page.getByRole("button", { name: /^Ritira dal programma/ }).click();
    await page.getByLabel(/^Motivo/).fill("Trasferita in altro Comune");
    await page.getByRole("button", { name: "Ritira dal programma" }).click();
    await page.getByText(/^Ritirato il/).waitFor();
    await page.getByText(/Motivo: Trasferita in altro Comune/).waitFor();
    await expectUsable(page);
  });

  it("get a second card for another member of the household, with its part of each recharge", async () => {
    await page.getByRole("button", { name: "Correggi i dati" }).click();
    await page.getByLabel("Componenti del nucleo").fill("2");
    await page.getByLabel(/^Motivo/).fill("Nato il secondo componente");
    await page.getByRole("button", { name: "Salva la correzione" }).click();
    await page.getByRole("button", { name: "Emetti una seconda tessera" }).click();
    const member = page.getByLabel("Cognome di chi la porta");
    await member.and(page.locator(":focus")).waitFor();
    await member.fill("Zappalà");
    await page.getByLabel("Nome di chi la porta", { exact: true }).fill("Rosa");
    await page.getByLabel(/^Parte di ogni ricarica/).fill("40");
    await expectUsable(page);
    const arriving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Emetti e scarica il PDF" }).click();
    const sheets = await readFile(await (await arriving).path());
    expect(sheets.subarray(0, 5).toString()).to.equal("%PDF-");
    const cards = page.getByRole("region", { name: "Tessere" });
    const second = cards.getByText(/Seconda tessera, di Zappalà Rosa: 40 % di ogni ricarica/);
    await second.waitFor();
    expect(await page.getByRole("button", { name: /seconda tessera/ }).count()).to.equal(0);
    await takePicture(page, "comune-persona");
    const person = page.url();
    await second.getByRole("link").click();
    await page.getByLabel(/^Parte di ogni ricarica/).fill("25");
    await page.getByRole("button", { name: "Cambia la parte" }).click();
    await page.getByText(/riceve il 25 % di ogni ricarica/).waitFor();
    await page.getByText("Fatto.", { exact: true }).waitFor();
    await expectUsable(page);
    await page.goto(person);
    await cards.getByText(/25 % di ogni ricarica/).waitFor();
  });

  it("are told when a colleague was faster", async () => {
    await page.getByRole("button", { name: /^Riammetti/ }).click();
    const id = page.url().split("/").at(-1)!;
    type Person = { version: number; entitlements: { id: string }[] };
    const { api } = town.desk.desk;
    const { version, entitlements } = await api.get<Person>(`/api/beneficiaries/${id}`);
    await api.post(`/api/entitlements/${entitlements[0]!.id}/readmission`, {
      json: { version, reason: "Ritiro per errore" },
    });
    await page.getByLabel(/^Motivo/).fill("Riammessa su ricorso");
    await page.getByRole("button", { name: "Riammetti" }).click();
    await page
      .getByRole("alert")
      .getByText(/Qualcun altro ha cambiato/)
      .waitFor();
  });

  it("come with a file of the rows to mend, and a file too large is not even sent", async () => {
    await page.goto(`${town.stack.url}/comune/programmi/${town.programmeId}`);
    const input = page.getByLabel("File beneficiari.csv");
    const lines = `${COLUMNS}\r\n=1+1;Rossi;Ada;SBAGLIATO;1;;1,00\r\n`;
    const file = { name: "elenco.csv", mimeType: "text/csv", buffer: Buffer.from(lines) };
    await input.setInputFiles(file);
    const arriving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Scarica le righe da correggere" }).click();
    const saved = await readFile(await (await arriving).path(), "utf8");
    expect(saved).to.contain(`"'=1+1";"Rossi"`).and.to.contain("che_cosa_non_va");
    await expectUsable(page);
    await takePicture(page, "comune-graduatoria");
    await input.setInputFiles({ ...file, buffer: Buffer.alloc(11 * 1024 * 1024, "x") });
    await page
      .getByRole("alert")
      .getByText(/supera 10 MB: non è stato mandato/)
      .waitFor();
  });
});
