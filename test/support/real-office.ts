import { join } from "node:path";

import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import { expectNoAxeViolations } from "./page-browser.ts";

const TIMEOUT_MS = 30_000;
/** A cheap phone held upright; and a laptop's screen at a zoom of 200 %. */
const NARROW = [
  { width: 360, height: 740 },
  { width: 640, height: 400 },
];
const WIDE = { width: 1280, height: 800 };

/** Enters the office of a real town as one of its demo officers. */
export async function enterOffice(
  browser: Browser,
  url: string,
  officer: RegExp,
  path = "/comune",
): Promise<Page> {
  const page = await (await browser.newContext({ locale: "it-IT", viewport: WIDE })).newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  await page.goto(`${url}${path}`);
  await page.getByRole("button", { name: officer }).click();
  await page.getByRole("button", { name: "Esci" }).waitFor();
  return page;
}

/** Fails where a screen breaks a rule of accessibility in light or dark, or must be scrolled sideways when narrow. */
export async function expectUsable(page: Page): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectNoAxeViolations(page);
  }
  for (const size of NARROW) {
    await page.setViewportSize(size);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${page.url()} at ${size.width}`).to.be.at.most(size.width);
  }
  await page.setViewportSize(WIDE);
}

/** Takes the manual's picture of a screen where BORGO_PICTURES names a folder; the tests need none. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env["BORGO_PICTURES"];
  if (folder === undefined) return;
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
