import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import { addressOf } from "#core/shared/ids.ts";

import { demoOfficers } from "../../scripts/deploy/demo-officers.ts";
import { launchPageBrowser } from "../support/page-browser.ts";
import { type PlayedTown, startPlayedTown } from "../support/played-town.ts";
import { enterOffice, expectUsable, takePicture } from "../support/real-office.ts";
import { passTime } from "../support/town-node.ts";

const BEYOND_THE_DELAY_SECONDS = 120;
const NEW_OFFICER = `0x${"ab".repeat(20)}`;

describe("the office's roles, in a browser", function () {
  this.timeout(120_000);
  let town: PlayedTown;
  let browser: Browser;
  let admin: Page;
  let guardian: Page;

  before(async () => {
    [town, browser] = await Promise.all([startPlayedTown(), launchPageBrowser()]);
    const { url } = town.stack;
    admin = await enterOffice(browser, url, /^Segreteria comunale/, "/comune/ruoli");
    guardian = await enterOffice(browser, url, /^Assistente sociale/, "/comune/ruoli");
  });

  after(async () => {
    await browser?.close();
    await town?.stack.stop();
  });

  const members = (page: Page) => page.getByRole("region", { name: "Chi ha quale ruolo" });
  const announced = (page: Page) => page.getByRole("region", { name: "Atti annunciati" });

  async function announce(role: RegExp): Promise<void> {
    await admin.getByLabel("Indirizzo del portafoglio").fill(NEW_OFFICER);
    await admin.getByText(role).last().click();
    await admin.getByRole("button", { name: "Prepara" }).click();
    await admin.getByRole("button", { name: "Firma l'annuncio" }).click();
    await admin.getByText("Annunciato: si esegue dopo l'attesa.").waitFor();
    await admin.getByRole("button", { name: "Chiudi" }).click();
  }

  it("are those that the chain says, officer by officer", async () => {
    await members(admin).waitFor();
    const text = await members(admin).innerText();
    for (const { name } of demoOfficers()) expect(text).to.contain(name);
    expect(text).to.contain("il contratto dei programmi");
    expect(await members(guardian).getByRole("button").count()).to.equal(0);
    await expectUsable(admin);
  });

  it("are not given to what is no address, nor twice to the same", async () => {
    await admin.getByRole("button", { name: "Prepara" }).click();
    await admin.getByText("Non è un indirizzo").waitFor();
    const social = demoOfficers()[1]!;
    await admin.getByLabel("Indirizzo del portafoglio").fill(social.address);
    await admin.getByRole("button", { name: "Prepara" }).click();
    await admin.getByText("Ha già questo ruolo.").waitFor();
    await expectUsable(admin);
  });

  it("are not taken from the last person without a word, whatever contract has the same role", async () => {
    const [secretary] = demoOfficers();
    await admin
      .getByRole("button", {
        name: `Togli il ruolo autorizzazioni di ${addressOf(secretary!.address)}`,
      })
      .click();
    await admin.getByRole("heading", { name: "Togliere un ruolo" }).waitFor();
    await admin.getByText("È l'ultima persona con questo ruolo.").waitFor();
    await expectUsable(admin);
    await admin.getByRole("button", { name: "Lascia com'è" }).click();
  });

  it("are announced, and stopped by the guardian", async () => {
    await announce(/^tesoreria:/);
    await announced(admin).getByText("Dare il ruolo «tesoreria»").waitFor();
    await guardian.reload();
    await announced(guardian).waitFor();
    await expectUsable(guardian);
    await takePicture(guardian, "comune-ruoli");
    await guardian.getByRole("button", { name: /^Ferma:/ }).click();
    await guardian.getByText("Nessun atto annunciato.").waitFor();
    await admin.reload();
    await admin.getByText("Nessun atto annunciato.").waitFor();
  });

  it("are given after the wait, and taken away again", async () => {
    await announce(/^premi:/);
    expect(
      await announced(admin)
        .getByRole("button", { name: /^Esegui/ })
        .count(),
    ).to.equal(0);
    await passTime(town, BEYOND_THE_DELAY_SECONDS);
    await admin.reload();
    await admin.getByRole("button", { name: /^Esegui/ }).click();
    const revoke = admin.getByRole("button", {
      name: `Togli il ruolo premi di ${addressOf(NEW_OFFICER)}`,
    });
    await revoke.click();
    await admin.getByRole("button", { name: "Firma l'annuncio" }).click();
    await admin.getByText("Annunciato: si esegue dopo l'attesa.").waitFor();
    await expectUsable(admin);
    await guardian.reload();
    await announced(guardian).getByText("Togliere il ruolo «premi»").waitFor();
    const stop = guardian.getByRole("button", { name: /^Ferma:/ });
    expect(await stop.count(), "no guardian may keep a role that is taken away").to.equal(0);
    await passTime(town, BEYOND_THE_DELAY_SECONDS);
    await admin.reload();
    await admin.getByRole("button", { name: /^Esegui/ }).click();
    await revoke.waitFor({ state: "detached" });
  });
});
