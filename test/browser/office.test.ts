import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { encodeErrorResult, recoverMessageAddress } from "viem";

import { programmesAbi } from "#core/chain/abi/programmes.ts";

import {
  ACCOUNTANT,
  type FakeOffice,
  PDF,
  PROGRAMME_ID,
  SOCIAL_WORKER,
  createFakeOffice,
  fakeIssuance,
  fakeProgramme,
  officeApi,
} from "../support/fake-office.ts";
import { FakeChain } from "../support/fake-chain.ts";
import { TOWN } from "../support/fake-town.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { type FakeApi, type PageServer, startPageServer } from "../support/page-server.ts";

const PROGRAMME_PATH = `/api/programmes/${PROGRAMME_ID}`;
const ROW_ERRORS = [
  { row: 3, column: "codice_fiscale", code: "wrong_check_character", message: "Carattere errato." },
  { row: 5, column: "importo", code: "not_an_amount", message: "«12.50» non è un importo." },
];

describe("the office's pages", function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: PageServer;
  let page: Page;
  let chain: FakeChain;
  let office: FakeOffice;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(() => {
    chain = new FakeChain(TOWN.chainId);
    office = createFakeOffice();
  });
  afterEach(async () => {
    await page?.context().close();
    await server?.close();
  });

  async function open(path: string, changes: FakeApi = {}): Promise<void> {
    server = await startPageServer({ ...officeApi(office), ...changes }, chain);
    page = await (await browser.newContext({ locale: "it-IT" })).newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${server.url}${path}`);
  }

  async function enter({ name }: { name: string }): Promise<void> {
    await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
    await page.getByRole("button", { name: "Esci" }).waitFor();
  }

  it("lets a demo officer in by keyboard, with a message signed for this site and chain", async () => {
    await open("/comune");
    const button = page.getByRole("button", { name: /^Ragioneria/ });
    await button.waitFor();
    await expectNoAxeViolations(page);
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Programmi" }).waitFor();
    const { message, signature } = office.signIn!;
    expect(message).to.include(new URL(server.url).host).and.include("Chain ID: 31337");
    const signer = await recoverMessageAddress({ message, signature: signature as `0x${string}` });
    expect(signer).to.equal(ACCOUNTANT.address);
    await expectNoAxeViolations(page);
  });

  it("offers to open a programme to whom the chain lets, and to nobody else", async () => {
    await open("/comune");
    await enter(SOCIAL_WORKER);
    await page.getByRole("heading", { name: "Programmi" }).waitFor();
    expect(await page.getByRole("link", { name: "Nuovo programma" }).count()).to.equal(0);
    await page.getByRole("button", { name: "Esci" }).click();
    await enter(ACCOUNTANT);
    await page.getByRole("link", { name: "Nuovo programma" }).waitFor();
  });

  it("names what is missing, keeps what was typed across a reload, and opens with a signature", async () => {
    chain.onSent = () => {
      office.programmes = [fakeProgramme("open")];
      return [];
    };
    await open("/comune/programmi/nuovo");
    await enter(ACCOUNTANT);
    await page.getByRole("button", { name: "Prepara il programma" }).click();
    await page.getByText("Scegliere almeno una categoria di esercenti.").waitFor();
    await expectNoAxeViolations(page);
    await page.getByLabel("Nome del programma").fill("Buoni spesa 2026");
    await page.getByLabel("Sigla").fill("spesa26");
    await page.getByLabel("Atto che lo istituisce").fill("Delibera G.C. 41/2026");
    await page.getByLabel("Fondo stanziato, in euro").fill("38.000,00");
    await page.getByLabel("Primo giorno di spesa").fill("2026-11-24");
    await page.getByLabel("Ultimo giorno di spesa").fill("2026-12-31");
    await page.getByLabel("alimentari").focus();
    await page.keyboard.press("Space");
    await page.reload();
    expect(await page.getByLabel("Sigla").inputValue()).to.equal("SPESA26");
    await page.getByRole("button", { name: "Prepara il programma" }).click();
    await page.getByRole("button", { name: "Firma e apri il programma" }).click();
    await page.getByText("Emesso sulle tessere").waitFor();
    expect(chain.sent.map(({ to }) => to)).to.deep.equal([TOWN.contracts.programmes]);
    await expectNoAxeViolations(page);
  });

  it("says before any signature that the contract would refuse, and why", async () => {
    office.programmes = [fakeProgramme("draft")];
    chain.revertData = encodeErrorResult({
      abi: programmesAbi,
      errorName: "AccessManagedUnauthorized",
      args: [ACCOUNTANT.address as `0x${string}`],
    });
    await open(`/comune/programmi/${PROGRAMME_ID}`);
    await enter(ACCOUNTANT);
    await page.getByRole("button", { name: "Firma e apri il programma" }).click();
    await page.getByText("Il suo portafoglio non ha il ruolo che serve per questo atto.").waitFor();
    expect(chain.sent).to.deep.equal([]);
    await expectNoAxeViolations(page);
  });

  it("says that the chain is down, and that nothing is lost", async () => {
    office.programmes = [fakeProgramme("draft")];
    await open(`/comune/programmi/${PROGRAMME_ID}`);
    await enter(ACCOUNTANT);
    chain.isDown = true;
    await page.getByRole("button", { name: "Firma e apri il programma" }).click();
    await page.getByText("La blockchain non risponde.").waitFor({ timeout: 30_000 });
  });

  it("shows a file's errors by row and column, and imports only a file without any", async () => {
    office.programmes = [fakeProgramme("open")];
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
    await open(`/comune/programmi/${PROGRAMME_ID}`, {
      [`POST ${PROGRAMME_PATH}/beneficiaries/import`]: report,
    });
    await enter(SOCIAL_WORKER);
    const choose = (text: string) =>
      page.getByLabel("File beneficiari.csv").setInputFiles({
        name: "beneficiari.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(text),
      });
    await choose("wrong");
    const table = page.getByRole("table", { name: "Errori da correggere" });
    await table.waitFor();
    expect(await table.innerText()).to.match(/3\s+codice_fiscale\s+Carattere errato\./);
    expect(await page.getByRole("button", { name: /^Importa/ }).count()).to.equal(0);
    await expectNoAxeViolations(page);
    hasErrors = false;
    await choose("dry and right");
    await page.getByText("5 righe corrette per 600,00 €.").waitFor();
    await page.getByRole("button", { name: "Importa 5 beneficiari" }).waitFor();
  });

  it("hands over the cards' PDF once, and asks whether the print came out well", async () => {
    office.programmes = [fakeProgramme("open")];
    const person = { protocol: "2026/1", surname: "Rossi", name: "Ada", fiscalCode: "X" };
    const entitlement = {
      ...person,
      id: "1",
      householdSize: 2,
      amountCents: "1",
      issuedCents: "0",
    };
    const withCard = (status: string) => [
      { ...entitlement, card: { id: "2", number: "1234-5678", status } },
    ];
    office.entitlements = [entitlement];
    await open(`/comune/programmi/${PROGRAMME_ID}`, {
      [`POST ${PROGRAMME_PATH}/cards`]: () => {
        office.entitlements = withCard("issued");
        return { type: "application/pdf", body: PDF };
      },
      [`POST ${PROGRAMME_PATH}/cards/confirmation`]: () => {
        office.entitlements = withCard("active");
        return { body: { cards: 1 } };
      },
    });
    await enter(SOCIAL_WORKER);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Emetti e scarica 1 tessere" }).click();
    expect((await download).suggestedFilename()).to.equal("tessere-SPESA26.pdf");
    await page.getByText("1 tessere aspettano la stampa.").waitFor();
    await expectNoAxeViolations(page);
    await page.reload();
    await page.getByRole("button", { name: "Stampate bene: attivale" }).click();
    await page.getByText("Tutti i beneficiari hanno la loro tessera.").waitFor();
  });

  it("signs a recharge part by part, goes on after a reload, and never signs a part twice", async () => {
    office.programmes = [fakeProgramme("open")];
    office.issuances = [fakeIssuance(4)];
    const settle = (ref: string, hash: string) => {
      const [issuance] = office.issuances;
      const chunk = issuance!.chunks.find((one) => one.ref === ref)!;
      Object.assign(chunk, { state: "issued", transactionHash: hash });
    };
    await open(`/comune/programmi/${PROGRAMME_ID}`);
    await enter(ACCOUNTANT);
    // After the second part the chain goes silent; the officer comes back later.
    chain.onSent = () => {
      if (chain.sent.length === 2) setTimeout(() => (chain.isDown = true));
      return [];
    };
    await page.getByRole("button", { name: "Controllata: firma la ricarica" }).click();
    await page.getByText("0 di 4 parti definitive, 2 inviate e in attesa di conferma.").waitFor();
    await page.reload();
    chain.isDown = false;
    await page.getByText("0 di 4 parti definitive, 2 inviate e in attesa di conferma.").waitFor();
    await page.getByRole("button", { name: "Riprendi la ricarica" }).click();
    await page.getByText("4 inviate e in attesa di conferma").waitFor();
    const data = chain.sent.map(({ input }) => input);
    expect(data).to.deep.equal(["0x01", "0x02", "0x03", "0x04"]);
    for (const [index, { ref }] of office.issuances[0]!.chunks.entries())
      settle(ref, String(chain.sent[index]!["hash"]));
    await page.getByText("Completata:").waitFor();
    await page.getByText("Rapporto per parti").click();
    expect(await page.getByRole("link", { name: /^transazione/ }).count()).to.equal(4);
    await expectNoAxeViolations(page);
  });

  it("does not let whoever prepared a recharge sign it", async () => {
    office.programmes = [fakeProgramme("open")];
    office.issuances = [{ ...fakeIssuance(1), preparedBy: ACCOUNTANT.address.toLowerCase() }];
    await open(`/comune/programmi/${PROGRAMME_ID}`);
    await enter(ACCOUNTANT);
    await page.getByText("la deve firmare un'altra persona").waitFor();
    expect(await page.getByRole("button", { name: /firma la ricarica/ }).count()).to.equal(0);
  });

  for (const [what, wallet, expected] of [
    ["refuses to sign", { chainId: "0x7a69", refuses: "personal_sign" }, /^Firma rifiutata/],
    [
      "stays on another chain",
      { chainId: "0x1", refuses: "wallet_switchEthereumChain" },
      /^Il portafoglio è su un'altra rete/,
    ],
  ] as const)
    it(`says so where the officer's own wallet ${what}`, async () => {
      await open("/comune");
      await page.addInitScript(plantWallet, { ...wallet, account: ACCOUNTANT.address });
      await page.reload();
      await page.getByRole("button", { name: "Portafoglio del browser" }).click();
      const alert = page.getByRole("alert").filter({ hasText: expected });
      await alert.waitFor();
      await page.getByRole("button", { name: "Portafoglio del browser" }).waitFor();
      expect(office.session).to.equal(undefined);
      await expectNoAxeViolations(page);
    });

  for (const [path, heading] of [
    ["esercenti", "Esercenti"],
    ["tessere", "Tessere"],
    ["rendiconti", "Rendiconti degli esercenti"],
  ] as const)
    it(`keeps ${path} accessible when there is nothing yet`, async () => {
      await open(`/comune/${path}`);
      await enter(ACCOUNTANT);
      await page.getByRole("heading", { name: heading, exact: true }).waitFor();
      await page.waitForLoadState("networkidle");
      await expectNoAxeViolations(page);
    });
});

/** In the page: a browser's wallet that refuses one thing it is asked for. */
function plantWallet(wallet: { chainId: string; refuses: string; account: string }): void {
  const request = async ({ method }: { method: string }): Promise<unknown> => {
    const code = method === "personal_sign" ? 4001 : -32_603;
    if (method === wallet.refuses) throw Object.assign(new Error("refused"), { code });
    if (method === "eth_chainId") return wallet.chainId;
    if (method === "wallet_requestPermissions") return [{ caveats: [{ value: [wallet.account] }] }];
    return [wallet.account];
  };
  const ignore = () => undefined;
  Object.assign(globalThis, { ethereum: { request, on: ignore, removeListener: ignore } });
}
