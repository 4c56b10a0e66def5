/**
 * Lighthouse on the four pages, each as its visitor meets it, on a town of its own: a cheap phone (processor slowed down
 * 4 times) on slow 4G, first visit. The till is one that was activated, so that it opens to its keypad.
 *
 *   npm run lighthouse            three visits a page, the median of each score
 *   npm run lighthouse -- --json  one JSON object
 *   npm run lighthouse -- --page cassa
 *
 * Ends with 1 where `/cassa` scores less than 95 in anything, or shows its keypad later than after two seconds.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import lighthouse, { type Result as Report } from "lighthouse";
import { type BrowserContext, chromium } from "playwright-core";

import { freePort } from "../server/app/free-port.ts";
import { findChromium } from "../test/support/find-chromium.ts";
import { cardAndTill, startPlayedTown } from "../test/support/played-town.ts";
import { PAGES, type Page } from "../web/build/first-load.ts";
import { median } from "./bench/figures.ts";
import { ensureBuilt } from "./build.ts";
import type { ApiClient } from "./scenario/api-client.ts";

const VISITS = 3;
const LEAST_SCORE = 95;
const LONGEST_MS = 2_000;
const SCORES = {
  performance: "performance",
  accessibility: "accessibility",
  best: "best-practices",
};
/** When something is to be seen, when the largest thing is (the till's keypad), when it answers to touches. */
const TIMES = {
  first_paint_ms: "first-contentful-paint",
  largest_paint_ms: "largest-contentful-paint",
  interactive_ms: "interactive",
};

type Figures = Readonly<Record<string, number>>;

/** One first visit: nothing of the site is kept from before but the till's session. */
async function visit(url: string, port: number): Promise<Report> {
  const run = await lighthouse(url, {
    port,
    output: "json",
    logLevel: "error",
    onlyCategories: Object.values(SCORES),
    disableStorageReset: true,
  });
  if (run === undefined) throw new Error(`Lighthouse gave no report of ${url}.`);
  return run.lhr;
}

function figuresOf({ categories, audits }: Report): Figures {
  const scores = Object.entries(SCORES).map(([name, id]) => [
    name,
    Math.round((categories[id]?.score ?? 0) * 100),
  ]);
  const times = Object.entries(TIMES).map(([name, id]) => [
    name,
    Math.round(audits[id]?.numericValue ?? Number.NaN),
  ]);
  return Object.fromEntries([...scores, ...times]) as Figures;
}

function medians(all: readonly Figures[]): Figures {
  const names = Object.keys(all[0]!);
  return Object.fromEntries(
    names.map((name) => [name, median(all.map((figures) => figures[name]!))]),
  );
}

/** What Lighthouse finds fault with, for whoever is to mend it. */
function faultsOf({ categories, audits }: Report): string[] {
  return Object.values(categories).flatMap(({ auditRefs }) =>
    auditRefs
      .filter(({ weight, id }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
      .map(({ id }) => `${id}: ${audits[id]!.title} ${audits[id]!.displayValue ?? ""}`),
  );
}

/** A browser that Lighthouse can reach, with a folder of its own for what it keeps. */
async function launch(port: number): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  const { path, env } = await findChromium();
  const folder = await mkdtemp(join(tmpdir(), "borgo-lighthouse-"));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: path,
    env: { ...process.env, ...env },
    args: ["--no-sandbox", "--no-first-run", `--remote-debugging-port=${port}`],
  });
  const close = async () => {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { context, close };
}

async function visitPage(page: Page, till: ApiClient): Promise<Report[]> {
  const reports: Report[] = [];
  for (let time = 0; time < VISITS; time += 1) {
    const port = await freePort();
    const { context, close } = await launch(port);
    try {
      await context.addCookies(till.browserCookies());
      reports.push(await visit(`${till.url}/${page}`, port));
    } finally {
      await close();
    }
  }
  return reports;
}

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, page: { type: "string" } },
});
const pages = PAGES.filter((page) => options.page === undefined || page === options.page);
if (pages.length === 0) throw new RangeError(`No page ${options.page}: ${PAGES.join(", ")}.`);
await ensureBuilt();
const town = await startPlayedTown();
const results: Partial<Record<Page, Figures>> = {};
try {
  for (const page of pages) {
    const reports = await visitPage(page, cardAndTill(town, 0).till);
    results[page] = medians(reports.map(figuresOf));
    for (const fault of faultsOf(reports[0]!)) process.stderr.write(`/${page}: ${fault}\n`);
  }
} finally {
  await town.stack.stop();
}

if (options.json === true) process.stdout.write(`${JSON.stringify(results)}\n`);
else
  for (const [page, figures] of Object.entries(results))
    process.stdout.write(
      `/${page.padEnd(12)} ${Object.entries(figures)
        .map(([name, value]) => `${name} ${value}`)
        .join(", ")}\n`,
    );
const till = results.cassa;
const isGood =
  till === undefined ||
  (Object.keys(SCORES).every((name) => till[name]! >= LEAST_SCORE) &&
    till["largest_paint_ms"]! < LONGEST_MS);
if (!isGood) process.exitCode = 1;
