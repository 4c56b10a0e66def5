import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import { FakeChain } from "../support/fake-chain.ts";
import {
  SHOPS,
  STATED_COUNTS,
  TOWN,
  VOUCHER,
  createTownChain,
  statedProgramme,
} from "../support/fake-town.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";
import { type FakeApi, type PageServer, problem, startPageServer } from "../support/page-server.ts";
import { eventually } from "../support/played-town.ts";

describe("the transparency page", function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: PageServer;
  let page: Page;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  afterEach(async () => {
    await page?.context().close();
    await server?.close();
  });

  async function open(chain: FakeChain, changes: FakeApi = {}): Promise<void> {
    const figures = {
      asOfBlock: chain.height,
      asOfBlockHash: chain.hashOfBlock(chain.height),
      counts: STATED_COUNTS,
      programmes: [statedProgramme()],
      merchants: SHOPS.map((account, index) => ({
        alias: `E${index + 1}`,
        category: index === 2 ? "farmacia" : "alimentari",
        account,
      })),
    };
    const api = { "GET /api/town": { body: TOWN }, "GET /api/transparency": { body: figures } };
    server = await startPageServer({ ...api, ...changes }, chain);
    const context = await browser.newContext({ locale: "it-IT" });
    page = await context.newPage();
    await page.goto(`${server.url}/trasparenza`);
  }

  it("adds the chain up by itself and says that the town's figures agree", async () => {
    await open(createTownChain());
    await page.getByText("✓ Verificato sulla catena.", { exact: true }).waitFor();
    const issued = page.getByRole("row", { name: /^Emesso/ });
    expect(await issued.innerText()).to.include("3.000,00 €");
    expect(await page.getByRole("row", { name: /^Rimborsato/ }).innerText()).to.include("200,00 €");
    await expectNoAxeViolations(page);
  });

  it("withholds a category with a single payment, and the one it could be told from", async () => {
    await open(createTownChain());
    const table = page.getByRole("table", { name: "Speso per categoria" });
    await table.waitFor();
    expect(await table.innerText()).to.match(/farmacia\s+non mostrato/);
    expect(await table.innerText()).not.to.include("6,40");
    expect(await table.innerText()).to.match(/alimentari\s+non mostrato/);
  });

  it("says in words where the town states one cent more than the chain", async () => {
    const chain = createTownChain();
    const honest = statedProgramme();
    const programmes = [{ ...honest, spentCents: String(BigInt(honest.spentCents) + 1n) }];
    const block = { asOfBlock: chain.height, asOfBlockHash: chain.hashOfBlock(chain.height) };
    const body = { ...block, counts: STATED_COUNTS, programmes, merchants: [] };
    await open(chain, { "GET /api/transparency": { body } });
    const verdict = page.getByRole("alert").filter({ hasText: "Non coincide" });
    await verdict.waitFor();
    expect(await verdict.innerText()).to.match(
      /Buoni spesa 2026, speso: dichiarato .* sulla catena/,
    );
    const spent = page.getByRole("row", { name: /^Speso/ });
    expect(await spent.innerText()).to.include("+0,01 € rispetto alla catena");
    await expectNoAxeViolations(page);
  });

  it("says of each figure how anyone computes it, and where its events are", async () => {
    await open(createTownChain());
    const row = page.getByRole("row", { name: /^Emesso/ });
    await row.getByText("Come si calcola").click();
    await row.getByText(/eventi Transfer dall'indirizzo zero/).waitFor();
    expect(await row.getByRole("link").getAttribute("href")).to.include(VOUCHER);
    const picture = page.getByRole("img", { name: /le stesse cifre della tabella/ });
    expect(await picture.textContent()).to.match(/Emesso: 3\.000,00/);
    await expectNoAxeViolations(page);
  });

  it("states what only the town knows apart from what the chain says", async () => {
    await open(createTownChain());
    const counts = page.getByRole("region", { name: /Dichiarato dal Comune/ });
    await counts.waitFor();
    const text = await counts.innerText();
    expect(text).to.match(/Tessere in uso\s+12/);
    expect(text).to.match(/Esercenti convenzionati\s+3/);
    expect(text).to.match(/in media\s+11,5/);
    await counts.getByText("Come si calcola").last().click();
    await counts.getByText(/sui 4 rendiconti pagati/).waitFor();
  });

  /** A node of somebody else's, that the page asks over TLS. */
  async function openNode(chain: FakeChain): Promise<void> {
    await page.route("https://node.example/**", async (route) => {
      const asked = route.request().postDataJSON() as Parameters<FakeChain["answer"]>[0];
      const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
      await route.fulfill({ headers, json: chain.answer(asked) });
    });
  }

  async function readFrom(node: string): Promise<void> {
    const field = page.getByLabel(/^Indirizzo di un nodo/);
    if (!(await field.isVisible())) await page.getByText("Cambiare nodo").click();
    await field.fill(node);
    await page.getByRole("button", { name: "Rileggi da qui" }).click();
  }

  it("reads from a node that the visitor names, and sees what the town's own node hid", async () => {
    const honest = createTownChain();
    await open(honest);
    await page.getByText("✓ Verificato sulla catena.", { exact: true }).waitFor();
    await openNode(createTownChain());
    await readFrom("https://node.example/rpc");
    await page.getByText("Letto da: node.example").waitFor();
    await page.getByText("✓ Verificato sulla catena.", { exact: true }).waitFor();
    const other = new FakeChain(TOWN.chainId);
    for (let block = 0; block < honest.height; block += 1) other.add([]);
    await page.unroute("https://node.example/**");
    await openNode(other);
    await readFrom("https://node.example/other");
    await page.getByRole("alert").filter({ hasText: "Non coincide" }).waitFor();
    await expectNoAxeViolations(page);
  });

  it("says what an address of a node looks like, and asks nobody else", async () => {
    await open(createTownChain());
    await readFrom("node.example");
    await page.getByText("Serve un indirizzo completo che inizia con https://").waitFor();
    await expectNoAxeViolations(page);
  });

  it("does not believe figures of a block that the chain does not have", async () => {
    const body = {
      asOfBlock: 3,
      asOfBlockHash: `0x${"1".repeat(64)}`,
      counts: STATED_COUNTS,
      programmes: [],
      merchants: [],
    };
    await open(createTownChain(), { "GET /api/transparency": { body } });
    await page.getByText(/un blocco che questa blockchain non ha/).waitFor();
  });

  it("shows no figures while the chain is down, and reads again when asked by keyboard", async () => {
    const chain = createTownChain();
    chain.isDown = true;
    await open(chain);
    const retry = page.getByRole("button", { name: "Riprova" });
    await retry.waitFor({ timeout: 45_000 });
    expect(await page.getByRole("table").count()).to.equal(0);
    await expectNoAxeViolations(page);
    chain.isDown = false;
    await retry.focus();
    await page.keyboard.press("Enter");
    await page.getByText("✓ Verificato sulla catena.", { exact: true }).waitFor();
  });

  it("says that nothing was read yet where the service has no block", async () => {
    await open(createTownChain(), {
      "GET /api/transparency": problem(404, "chain_unreachable", "La blockchain non risponde."),
    });
    await page.getByText("Nessun blocco è stato ancora letto.").waitFor();
  });

  describe("opened again", () => {
    const verified = () => page.getByText("✓ Verificato sulla catena.", { exact: true }).waitFor();
    /** From which blocks the voucher's events were asked for since. */
    const readFromBlocks = (chain: FakeChain) =>
      chain.askedFrom.filter(({ address }) => address === VOUCHER).map(({ block }) => block);

    async function openTwice(between: (chain: FakeChain) => Promise<void> | void) {
      const chain = createTownChain();
      const figures = () => ({
        asOfBlock: chain.height,
        asOfBlockHash: chain.hashOfBlock(chain.height),
        counts: STATED_COUNTS,
        programmes: [statedProgramme()],
        merchants: [],
      });
      await open(chain, { "GET /api/transparency": () => ({ body: figures() }) });
      await verified();
      chain.askedFrom.length = 0;
      await between(chain);
      await page.reload();
      await verified();
      return chain;
    }

    it("asks only for the blocks that it has not read", async () => {
      let end = 0;
      const chain = await openTwice((own) => {
        end = own.height;
        own.add([]);
      });
      expect(readFromBlocks(chain)).to.deep.equal([end + 1]);
    });

    it("asks for nothing where no block is new, and for all where it is told to", async () => {
      const chain = await openTwice(() => undefined);
      expect(readFromBlocks(chain)).to.deep.equal([]);
      await page.getByRole("button", { name: "Dimentica e rileggi tutto" }).click();
      await eventually("read from the first block", async () => readFromBlocks(chain).length > 0);
      await verified();
      expect(readFromBlocks(chain)).to.deep.equal([1]);
    });

    it("throws away what is of blocks that the chain no longer has", async () => {
      const chain = await openTwice((own) => void (own.fork = " of another chain"));
      expect(readFromBlocks(chain)).to.deep.equal([1]);
    });

    it("accuses nobody for what somebody changed in the browser's own store", async () => {
      const chain = await openTwice(() => page.evaluate(changeKeptAmount));
      expect(readFromBlocks(chain)).to.deep.equal([1]);
    });
  });

  it("leads to the files of open data, and says what each column means", async () => {
    await open(createTownChain());
    await page.getByRole("link", { name: /^Dati aperti/ }).click();
    await page.getByRole("heading", { name: "Dati aperti" }).waitFor();
    const file = page.getByRole("link", { name: "Scarica spesa-settimanale.csv" });
    expect(await file.getAttribute("href")).to.equal("/opendata/spesa-settimanale.csv");
    const columns = page.getByRole("table", { name: "Colonne di spesa-settimanale" });
    expect(await columns.innerText()).to.include("lunedì della settimana");
    await expectNoAxeViolations(page);
  });
});

/** Runs in the page: adds a cent to one of the amounts that it keeps. */
async function changeKeptAmount(): Promise<void> {
  const done = <Value>(asked: IDBRequest<Value>) =>
    new Promise<Value>((resolve, reject) => {
      asked.addEventListener("success", () => resolve(asked.result));
      asked.addEventListener("error", () => reject(asked.error as Error));
    });
  const database = await done(indexedDB.open("borgo-events"));
  const store = () => database.transaction("parts", "readwrite").objectStore("parts");
  const [part] = (await done(store().getAll())) as { events: { amount: bigint }[] }[];
  part!.events[3]!.amount += 1n;
  await done(store().put(part));
  database.close();
}
