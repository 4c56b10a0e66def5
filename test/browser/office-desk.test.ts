import { expect } from "chai";
import type { Browser } from "playwright-core";
import { encodeErrorResult } from "viem";

import { programmesAbi } from "#core/chain/abi/programmes.ts";

import {
  ACCOUNTANT,
  PDF,
  PROGRAMME_ID,
  SOCIAL_WORKER,
  fakeIssuance,
  fakeProgramme,
  sessionOf,
} from "../support/fake-office.ts";
import { TOWN } from "../support/fake-town.ts";
import { OfficeStage } from "../support/office-stage.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";

const PROGRAMME_PATH = `/api/programmes/${PROGRAMME_ID}`;
const ROW_ERRORS = [
  { row: 3, column: "codice_fiscale", code: "wrong_check_character", message: "Carattere errato." },
  { row: 5, column: "importo", code: "not_an_amount", message: "«12.50» non è un importo." },
];

describe("the office's desk", function () {
  this.timeout(60_000);
  let browser: Browser;
  let office: OfficeStage;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(() => void (office = new OfficeStage(browser)));
  afterEach(() => office.close());

  it("names what is missing, keeps what was typed across a reload, and opens with a signature", async () => {
    office.chain.onSent = () => {
      office.state.programmes = [fakeProgramme("open")];
      return [];
    };
    await office.open("/comune/programmi/nuovo");
    await office.enter(ACCOUNTANT);
    await office.page.getByRole("button", { name: "Prepara il programma" }).click();
    await office.page.getByText("Scegliere almeno una categoria di esercenti.").waitFor();
    await expectNoAxeViolations(office.page);
    await office.page.getByLabel("Nome del programma").fill("Buoni spesa 2026");
    await office.page.getByLabel("Sigla").fill("spesa26");
    await office.page.getByLabel("Atto che lo istituisce").fill("Delibera G.C. 41/2026");
    await office.page.getByLabel("Fondo stanziato, in euro").fill("38.000,00");
    await office.page.getByLabel("Primo giorno di spesa").fill("2026-11-24");
    await office.page.getByLabel("Ultimo giorno di spesa").fill("2026-12-31");
    await office.page.getByLabel("alimentari").focus();
    await office.page.keyboard.press("Space");
    await office.page.reload();
    expect(await office.page.getByLabel("Sigla").inputValue()).to.equal("SPESA26");
    await office.page.getByRole("button", { name: "Prepara il programma" }).click();
    await office.page.getByRole("button", { name: "Firma e apri il programma" }).click();
    await office.page.getByText("Emesso sulle tessere").waitFor();
    expect(office.chain.sent.map(({ to }) => to)).to.deep.equal([TOWN.contracts.programmes]);
    await expectNoAxeViolations(office.page);
  });

  it("offers amounts and instalments to whom the service lets change them", async () => {
    office.state.programmes = [fakeProgramme("open")];
    await office.open(`/comune/programmi/${PROGRAMME_ID}`);
    await office.enter(SOCIAL_WORKER);
    const acts = office.page.getByRole("button", { name: /^(Paga a rate|Assegna gli importi)/ });
    await acts.nth(1).waitFor();
    office.state.session = { ...sessionOf(SOCIAL_WORKER), roles: ["merchants"] };
    await office.page.reload();
    await office.page.getByText("Una ricarica accredita tutto quello che spetta").waitFor();
    expect(await acts.count(), "who only registers shops").to.equal(0);
  });

  it("says whether the books agree, and which of them contradicts the others", async () => {
    office.state.programmes = [fakeProgramme("open")];
    await office.open(`/comune/programmi/${PROGRAMME_ID}`);
    await office.enter(SOCIAL_WORKER);
    await office.page.getByText("I conti tornano").waitFor();
    office.state.reconciliation = {
      ...office.state.reconciliation,
      differences: [
        {
          ...{ figure: "issued", holder: null, odd: "journal", spread: "9" },
          ...{ journal: "360009", accounts: "360000", chain: "360000" },
        },
      ],
    };
    await office.page.reload();
    const alert = office.page.getByRole("alert").filter({ hasText: "I conti non tornano" });
    await alert.waitFor();
    expect(await alert.innerText()).to.contain(
      "il totale emesso: libro giornale 3.600,09 €, servizio 3.600,00 €, blockchain 3.600,00 €; il libro giornale contraddice gli altri due.",
    );
    await expectNoAxeViolations(office.page);
  });

  it("says before any signature that the contract would refuse, and why", async () => {
    office.state.programmes = [fakeProgramme("draft")];
    office.chain.revertData = encodeErrorResult({
      abi: programmesAbi,
      errorName: "AccessManagedUnauthorized",
      args: [ACCOUNTANT.address as `0x${string}`],
    });
    await office.open(`/comune/programmi/${PROGRAMME_ID}`);
    await office.enter(ACCOUNTANT);
    await office.page.getByRole("button", { name: "Firma e apri il programma" }).click();
    await office.page
      .getByText("Il suo portafoglio non ha il ruolo che serve per questo atto.")
      .waitFor();
    expect(office.chain.sent).to.deep.equal([]);
    await expectNoAxeViolations(office.page);
  });

  it("says that the chain is down, and that nothing is lost", async () => {
    office.state.programmes = [fakeProgramme("draft")];
    await office.open(`/comune/programmi/${PROGRAMME_ID}`);
    await office.enter(ACCOUNTANT);
    office.chain.isDown = true;
    await office.page.getByRole("button", { name: "Firma e apri il programma" }).click();
    await office.page.getByText("La blockchain non risponde.").waitFor({ timeout: 30_000 });
  });

  it("shows a file's errors by row and column, and imports only a file without any", async () => {
    office.state.programmes = [fakeProgramme("open")];
    let hasErrors = true;
    const report = (body: string) => ({
      status: hasErrors ? 422 : 200,
      body: {
        dryRun: hasErrors || body.includes("dry"),
        rows: 5,
        valid: hasErrors ? 3 : 5,
        created: 0,
        totalCents: "60000",
        warnings: [],
        errors: hasErrors ? ROW_ERRORS : [],
      },
    });
    await office.open(`/comune/programmi/${PROGRAMME_ID}`, {
      [`POST ${PROGRAMME_PATH}/beneficiaries/import`]: report,
    });
    await office.enter(SOCIAL_WORKER);
    const choose = (text: string) =>
      office.page.getByLabel("File beneficiari.csv").setInputFiles({
        name: "beneficiari.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(text),
      });
    await choose("wrong");
    const table = office.page.getByRole("table", { name: "Errori da correggere" });
    await table.waitFor();
    expect(await table.innerText()).to.match(/3\s+codice_fiscale\s+Carattere errato\./);
    expect(await office.page.getByRole("button", { name: /^Importa/ }).count()).to.equal(0);
    await expectNoAxeViolations(office.page);
    hasErrors = false;
    await choose("dry and right");
    await office.page.getByText("5 righe corrette per 600,00 €.").waitFor();
    await office.page.getByRole("button", { name: "Importa 5 beneficiari" }).waitFor();
  });

  it("hands over the cards' PDF once, and asks whether the print came out well", async () => {
    office.state.programmes = [fakeProgramme("open")];
    const none = office.state.cardCounts;
    office.state.cardCounts = { ...none, none: 1 };
    await office.open(`/comune/programmi/${PROGRAMME_ID}`, {
      [`POST ${PROGRAMME_PATH}/cards`]: () => {
        office.state.cardCounts = { ...none, issued: 1 };
        return { type: "application/pdf", body: PDF };
      },
      [`POST ${PROGRAMME_PATH}/cards/confirmation`]: () => {
        office.state.cardCounts = { ...none, active: 1 };
        return { body: { cards: 1 } };
      },
    });
    await office.enter(SOCIAL_WORKER);
    const download = office.page.waitForEvent("download");
    await office.page.getByRole("button", { name: "Emetti e scarica 1 tessere" }).click();
    expect((await download).suggestedFilename()).to.equal("tessere-SPESA26.pdf");
    await office.page.getByText("1 tessere aspettano la stampa.").waitFor();
    await expectNoAxeViolations(office.page);
    await office.page.reload();
    await office.page.getByRole("button", { name: "Stampate bene: attivale" }).click();
    await office.page.getByText("Tutti i beneficiari hanno la loro tessera.").waitFor();
  });

  it("signs a recharge part by part, goes on after a reload, and never signs a part twice", async () => {
    office.state.programmes = [fakeProgramme("open")];
    office.state.issuances = [fakeIssuance(4)];
    const settle = (ref: string, hash: string) => {
      const [issuance] = office.state.issuances;
      const chunk = issuance!.chunks.find((one) => one.ref === ref)!;
      Object.assign(chunk, { state: "issued", transactionHash: hash });
    };
    await office.open(`/comune/programmi/${PROGRAMME_ID}`);
    await office.enter(ACCOUNTANT);
    // After the second part the chain goes silent; the officer comes back later.
    office.chain.onSent = () => {
      if (office.chain.sent.length === 2) setTimeout(() => (office.chain.isDown = true));
      return [];
    };
    await office.page.getByRole("button", { name: "Controllata: firma la ricarica" }).click();
    await office.page
      .getByText("0 di 4 parti definitive, 2 inviate e in attesa di conferma.")
      .waitFor();
    await office.page.reload();
    office.chain.isDown = false;
    await office.page
      .getByText("0 di 4 parti definitive, 2 inviate e in attesa di conferma.")
      .waitFor();
    await office.page.getByRole("button", { name: "Riprendi la ricarica" }).click();
    await office.page.getByText("4 inviate e in attesa di conferma").waitFor();
    const data = office.chain.sent.map(({ input }) => input);
    expect(data).to.deep.equal(["0x01", "0x02", "0x03", "0x04"]);
    for (const [index, { ref }] of office.state.issuances[0]!.chunks.entries())
      settle(ref, String(office.chain.sent[index]!["hash"]));
    await office.page.getByText("Completata:").waitFor();
    await office.page.getByText("Rapporto per parti").click();
    expect(await office.page.getByRole("link", { name: /^transazione/ }).count()).to.equal(4);
    await expectNoAxeViolations(office.page);
  });

  it("does not let whoever prepared a recharge sign it", async () => {
    office.state.programmes = [fakeProgramme("open")];
    office.state.issuances = [{ ...fakeIssuance(1), preparedBy: ACCOUNTANT.address.toLowerCase() }];
    await office.open(`/comune/programmi/${PROGRAMME_ID}`);
    await office.enter(ACCOUNTANT);
    await office.page.getByText("la deve firmare un'altra persona").waitFor();
    expect(await office.page.getByRole("button", { name: /firma la ricarica/ }).count()).to.equal(
      0,
    );
  });

  for (const [path, heading] of [
    ["esercenti", "Esercenti"],
    ["tessere", "Tessere"],
    ["rendiconti", "Rendiconti degli esercenti"],
  ] as const)
    it(`keeps ${path} accessible when there is nothing yet`, async () => {
      await office.open(`/comune/${path}`);
      await office.enter(ACCOUNTANT);
      await office.page.getByRole("heading", { name: heading, exact: true }).waitFor();
      await office.page.waitForLoadState("networkidle");
      await expectNoAxeViolations(office.page);
    });
});
