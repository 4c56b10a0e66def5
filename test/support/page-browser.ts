import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "chai";
import { type Browser, type Page, chromium } from "playwright-core";

import { findChromium } from "./find-chromium.ts";

const FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"];
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What makes a browser see a film instead of a camera, and never ask whether it may. */
function cameraFlags(film: string | undefined): string[] {
  if (film === undefined) return [];
  const fakes = ["ui", "device"].map((what) => `--use-fake-${what}-for-media-stream`);
  return [...fakes, `--use-file-for-fake-video-capture=${film}`];
}

/**
 * The browser that `findChromium` finds. `film` is the path of what its camera sees (`writeFilm`); without one it has
 * no camera.
 */
export async function launchPageBrowser({ film }: { film?: string } = {}): Promise<Browser> {
  const { path, env } = await findChromium();
  const args = [...FLAGS, ...cameraFlags(film)];
  return chromium.launch({ executablePath: path, args, env: { ...process.env, ...env } });
}

/** Fails with the rules that a screen breaks and where. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)[0]}`);
  expect(found, `accessibility of ${page.url()}`).to.deep.equal([]);
}
