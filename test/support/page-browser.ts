import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "chai";
import { type Browser, type Page, chromium } from "playwright-core";

import { type Film, writeFilm } from "./fake-camera.ts";
import { findChromium } from "./find-chromium.ts";

const FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"];
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What makes a browser see a film instead of a camera, and never ask whether it may. */
function cameraFlags(film: Film | undefined): string[] {
  if (film === undefined) return [];
  const fakes = ["ui", "device"].map((what) => `--use-fake-${what}-for-media-stream`);
  return [...fakes, `--use-file-for-fake-video-capture=${film.path}`];
}

/**
 * The browser that `findChromium` finds. Its camera sees a card with `filmOf` as its QR, or an empty counter where that is
 * empty; without it there is no camera.
 */
export async function launchPageBrowser({ filmOf }: { filmOf?: string } = {}): Promise<Browser> {
  const { path, env } = await findChromium();
  const film = filmOf === undefined ? undefined : await writeFilm(filmOf);
  const args = [...FLAGS, ...cameraFlags(film)];
  const browser = await chromium.launch({
    ...{ executablePath: path, args },
    env: { ...process.env, ...env },
  });
  browser.once("disconnected", () => void film?.remove());
  return browser;
}

/** Fails with the rules that a screen breaks and where. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)[0]}`);
  expect(found, `accessibility of ${page.url()}`).to.deep.equal([]);
}
