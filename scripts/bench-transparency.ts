/**
 * Measures the transparency page in a browser, on a stand-in for a chain with 100,000 movements: how long it reads, adds
 * up and compares all of them the first time; how long when it is opened again and has kept what it read; and the longest
 * time for which the page could not answer meanwhile.
 *
 *   npm run bench:transparency
 *   npm run bench:transparency -- --json   one JSON object
 *
 * Ends with 1 where the first time takes 20 seconds or more.
 */
import type { Page } from "playwright-core";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { VoucherTallier } from "#core/chain/tally.ts";

import { FakeChain, type FakeEvent } from "../test/support/fake-chain.ts";
import {
  NOBODY,
  SHOPS,
  STATED_COUNTS,
  TOWN,
  VOUCHER,
  openedEvent,
  statedProgramme,
} from "../test/support/fake-town.ts";
import { launchPageBrowser } from "../test/support/page-browser.ts";
import { type PageServer, startPageServer } from "../test/support/page-server.ts";
import { ensureBuilt } from "./build.ts";

const MOVEMENTS = 100_000;
const OF_A_BLOCK = 100;
/** Accounts that are used, six for each of a town's recharges: most movements are between addresses seen once or twice. */
const ACCOUNTS = 30_000;
const ISSUED_CENTS = 10_000n;
const LONGEST_MS = 20_000;

type Movement = {
  readonly from: `0x${string}`;
  readonly to: `0x${string}`;
  readonly value: bigint;
};

function account(index: number): `0x${string}` {
  return `0x${(0xf0_00_00 + index).toString(16).padStart(40, "0")}`;
}

/** Every account is credited once and then pays in turn. */
function* movements(): Generator<Movement> {
  for (let index = 0; index < ACCOUNTS; index += 1)
    yield { from: NOBODY, to: account(index), value: ISSUED_CENTS };
  for (let index = ACCOUNTS; index < MOVEMENTS; index += 1)
    yield {
      from: account(index % ACCOUNTS),
      to: SHOPS[index % SHOPS.length]!,
      value: 1n + BigInt(index % 2_000),
    };
}

/** The chain, and what an honest service says of it: by the rule that the page uses too, so that they must agree. */
function makeChain() {
  const chain = new FakeChain(TOWN.chainId);
  const tallier = new VoucherTallier();
  const put = (to: `0x${string}`, events: readonly FakeEvent[]) =>
    chain.add([{ from: SHOPS[0], to, input: "0x", events }]);
  put(TOWN.contracts.programmes as `0x${string}`, [openedEvent(ISSUED_CENTS * BigInt(ACCOUNTS))]);
  let waiting: FakeEvent[] = [];
  for (const { from, to, value } of movements()) {
    tallier.add({ name: "Transfer", args: { from, to, value } });
    waiting.push({
      address: VOUCHER,
      abi: voucherAbi,
      eventName: "Transfer",
      args: { from, to, value },
    });
    if (waiting.length < OF_A_BLOCK) continue;
    put(VOUCHER, waiting);
    waiting = [];
  }
  const { issued, held, spent, atMerchants } = tallier.total();
  const programme = {
    ...statedProgramme(),
    fundCents: String(ISSUED_CENTS * BigInt(ACCOUNTS)),
    issuedCents: String(issued),
    heldCents: String(held),
    spentCents: String(spent),
    atMerchantsCents: String(atMerchants),
    redeemedCents: "0",
  };
  return { chain, programme };
}

/** Runs in the page before its own scripts: notes the longest time for which it did nothing else. */
function notePauses(): void {
  const seen = globalThis as { longestPause?: number };
  seen.longestPause = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      seen.longestPause = Math.max(seen.longestPause ?? 0, duration);
  }).observe({ type: "longtask", buffered: true });
}

async function openVerified(page: Page, url: string) {
  const started = performance.now();
  await page.goto(`${url}/trasparenza`);
  await page
    .getByText("✓ Verificato sulla catena.", { exact: true })
    .waitFor({ timeout: 10 * LONGEST_MS });
  const milliseconds = Math.round(performance.now() - started);
  const pause = await page.evaluate(() => (globalThis as { longestPause?: number }).longestPause);
  return { milliseconds, pause: Math.round(pause ?? 0) };
}

async function measure({ url }: PageServer) {
  const browser = await launchPageBrowser();
  try {
    const page = await (await browser.newContext({ locale: "it-IT" })).newPage();
    await page.addInitScript(notePauses);
    const first = await openVerified(page, url);
    const again = await openVerified(page, url);
    return {
      movements: MOVEMENTS,
      first_ms: first.milliseconds,
      again_ms: again.milliseconds,
      longest_pause_ms: Math.max(first.pause, again.pause),
    };
  } finally {
    await browser.close();
  }
}

await ensureBuilt();
const { chain, programme } = makeChain();
const figures = {
  asOfBlock: chain.height,
  asOfBlockHash: chain.hashOfBlock(chain.height),
  counts: STATED_COUNTS,
  programmes: [programme],
  merchants: SHOPS.map((shop, index) => ({
    alias: `E${index}`,
    category: "alimentari",
    account: shop,
  })),
};
const server = await startPageServer(
  { "GET /api/town": { body: TOWN }, "GET /api/transparency": { body: figures } },
  chain,
);
const measured = await measure(server).finally(() => server.close());
if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(measured)}\n`);
else
  for (const [name, value] of Object.entries(measured))
    process.stdout.write(`${name.padEnd(20)} ${value}\n`);
if (measured.first_ms >= LONGEST_MS) process.exitCode = 1;
