import type { Browser, Page } from "playwright-core";

import { FakeChain } from "./fake-chain.ts";
import { type FakeOffice, createFakeOffice, officeApi } from "./fake-office.ts";
import { TOWN } from "./fake-town.ts";
import { type FakeApi, type PageServer, startPageServer } from "./page-server.ts";

const TIMEOUT_MS = 10_000;

/** One browser's visit to the office, with a service and a chain that the test holds in its hands. */
export class OfficeStage {
  readonly chain = new FakeChain(TOWN.chainId);
  readonly state: FakeOffice = createFakeOffice();
  readonly #browser: Browser;
  #server: PageServer | undefined;
  #page: Page | undefined;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  get page(): Page {
    if (this.#page === undefined) throw new RangeError("The page is not open yet.");
    return this.#page;
  }

  get url(): string {
    if (this.#server === undefined) throw new RangeError("The server is not started yet.");
    return this.#server.url;
  }

  /** Opens a page of the office; `changes` answer in place of the office's usual answers. */
  async open(path: string, changes: FakeApi = {}): Promise<void> {
    this.#server = await startPageServer({ ...officeApi(this.state), ...changes }, this.chain);
    this.#page = await (await this.#browser.newContext({ locale: "it-IT" })).newPage();
    this.#page.setDefaultTimeout(TIMEOUT_MS);
    await this.#page.goto(`${this.#server.url}${path}`);
  }

  /** Enters as a demo officer and waits until the desk is there. */
  async enter({ name }: { readonly name: string }): Promise<void> {
    await this.page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
    await this.page.getByRole("button", { name: "Esci" }).waitFor();
  }

  async close(): Promise<void> {
    await this.#page?.context().close();
    await this.#server?.close();
  }
}
