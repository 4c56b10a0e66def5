import type { Browser, BrowserContextOptions, Page } from "playwright-core";

import { type FakeTill, createFakeTill, tillApi } from "./fake-till.ts";
import { type FakeApi, type PageServer, startPageServer } from "./page-server.ts";

const TIMEOUT_MS = 10_000;
/** The smallest phone that shops have: every screen must do on it. */
const PHONE: BrowserContextOptions = {
  locale: "it-IT",
  viewport: { width: 360, height: 640 },
  isMobile: true,
  hasTouch: true,
  permissions: ["camera"],
};

/** One phone on the counter, with a service that the test holds in its hands. */
export class TillStage {
  readonly state: FakeTill = createFakeTill();
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

  /** Opens a page of the till; `changes` answer in place of the service's usual answers. */
  async open(path = "/cassa", changes: FakeApi = {}): Promise<void> {
    this.#server = await startPageServer({ ...tillApi(this.state), ...changes });
    this.#page = await (await this.#browser.newContext(PHONE)).newPage();
    this.#page.setDefaultTimeout(TIMEOUT_MS);
    await this.#page.goto(`${this.#server.url}${path}`);
  }

  /** Waits for an answer that fills the screen, and gives back all that it says. */
  async answer(title: string): Promise<string> {
    const alert = this.page.getByRole("alert").filter({ has: this.page.getByRole("heading") });
    await alert.getByRole("heading", { name: title, exact: true }).waitFor();
    return alert.innerText();
  }

  async close(): Promise<void> {
    await this.#page?.context().close();
    await this.#server?.close();
  }
}
