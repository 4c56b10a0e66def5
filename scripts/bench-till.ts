/**
 * Measures the till as the shop waits for it, in a browser with the processor slowed down 4 times, against a town of its
 * own on this machine: how long it takes to open to its keypad on slow 4G, for the first time and again, and how long
 * from the password's confirmation to the answer.
 *
 *   npm run bench:till
 *   npm run bench:till -- --json   one JSON object
 *
 * Ends with 1 where the median answer takes longer than a second.
 */
import type { BrowserContext, CDPSession, Page } from "playwright-core";

import { launchPageBrowser } from "../test/support/page-browser.ts";
import { type PlayedTown, cardAndTill, startPlayedTown } from "../test/support/played-town.ts";
import { enterAmount, enterCard } from "../test/support/till-page.ts";
import { median } from "./bench/figures.ts";
import { ensureBuilt } from "./build.ts";

const SLOWDOWN = 4;
/** Slow 4G as Lighthouse applies it: 150 ms to and fro, which a request takes three or four times; 1.6 Mbit/s. */
const SLOW_4G = { latency: 562.5, downloadThroughput: 184_320, uploadThroughput: 84_375 };
const OPENINGS = 5;
const SALES = 25;
const LONGEST_ANSWER_MS = 1_000;
const PHONE = { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true };
const KEYPAD = "#amount-title";

/** Runs in the page before its own scripts: notes when the keypad is drawn, counted from the navigation's start. */
function noteKeypad(selector: string): void {
  const seen = globalThis as { keypadAt?: number };
  const look = () => {
    if (document.querySelector(selector) === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => (seen.keypadAt = performance.now()));
  };
  look();
}

async function slowDown(page: Page, isFarAway: boolean): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  if (isFarAway) {
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", { offline: false, ...SLOW_4G });
  }
  return session;
}

async function openKeypad(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  try {
    await page.addInitScript(noteKeypad, KEYPAD);
    await slowDown(page, true);
    await page.goto(`${url}/cassa`);
    const handle = await page.waitForFunction(() => (globalThis as { keypadAt?: number }).keypadAt);
    const keypadAt = (await handle.jsonValue())!;
    await page.evaluate(() => navigator.serviceWorker.ready);
    return keypadAt;
  } finally {
    await page.close();
  }
}

/** Runs in the page: confirms the password, and answers how many milliseconds later the answer is drawn. */
function confirmPassword(): Promise<number> {
  const buttons = [...document.querySelectorAll("button")];
  const confirm = buttons.find(({ textContent }) => textContent.startsWith("Paga "))!;
  const started = performance.now();
  confirm.click();
  return new Promise((resolve, reject) => {
    const look = () => {
      const answer = document.querySelector("[role=alert] h1, [role=alert] h2")?.textContent;
      if (answer === undefined) requestAnimationFrame(look);
      else if (answer === "Pagato")
        requestAnimationFrame(() => resolve(performance.now() - started));
      else reject(new Error(`The till says ${answer}.`));
    };
    look();
  });
}

/** Sales one after the other, as a shop makes them; how long each waited for its answer. */
async function sell(page: Page, { files, play }: PlayedTown): Promise<number[]> {
  const cards = files.purchases.map(({ protocol }) => play.cardOf(protocol)!);
  const waits: number[] = [];
  for (let sale = 0; sale < SALES; sale += 1) {
    const card = cards[sale % cards.length]!;
    await enterAmount(page, "0,10");
    await enterCard(page, card.code);
    await page.getByLabel(/sua password/).waitFor();
    await page.keyboard.type(card.password);
    waits.push(await page.evaluate(confirmPassword));
    await page.getByRole("button", { name: "Nuova vendita" }).click();
  }
  return waits;
}

async function measure(town: PlayedTown) {
  const { url } = town.stack;
  const cookies = cardAndTill(town, 0).till.browserCookies();
  const browser = await launchPageBrowser();
  try {
    const first: number[] = [];
    const again: number[] = [];
    for (let opening = 0; opening < OPENINGS; opening += 1) {
      const context = await browser.newContext(PHONE);
      await context.addCookies(cookies);
      first.push(await openKeypad(context, url));
      again.push(await openKeypad(context, url));
      await context.close();
    }
    const context = await browser.newContext(PHONE);
    await context.addCookies(cookies);
    const page = await context.newPage();
    await page.goto(`${url}/cassa`);
    await slowDown(page, false);
    const answers = await sell(page, town);
    return {
      keypad_first_ms: Math.round(median(first)),
      keypad_again_ms: Math.round(median(again)),
      answer_ms: Math.round(median(answers)),
      answer_slowest_ms: Math.round(Math.max(...answers)),
    };
  } finally {
    await browser.close();
  }
}

await ensureBuilt();
const town = await startPlayedTown();
const figures = await measure(town).finally(() => town.stack.stop());
if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(figures)}\n`);
else
  for (const [name, milliseconds] of Object.entries(figures))
    process.stdout.write(`${name.padEnd(20)} ${milliseconds}\n`);
if (figures.answer_ms > LONGEST_ANSWER_MS) process.exitCode = 1;
