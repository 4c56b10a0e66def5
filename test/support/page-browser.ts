import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "chai";
import { type Browser, type Page, chromium } from "playwright-core";

const USUAL_PLACES = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];
const FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"];
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What makes a browser see a film instead of a camera, and never ask whether it may. */
function cameraFlags(film: string | undefined): string[] {
  if (film === undefined) return [];
  const fakes = ["ui", "device"].map((what) => `--use-fake-${what}-for-media-stream`);
  return [...fakes, `--use-file-for-fake-video-capture=${film}`];
}

/**
 * A browser: the one named by CHROMIUM_PATH, else the machine's, else the one inside the npm package.
 * `film` is the path of what its camera sees (`writeFilm`); without one it has no camera.
 */
export async function launchPageBrowser({ film }: { film?: string } = {}): Promise<Browser> {
  const args = [...FLAGS, ...cameraFlags(film)];
  const named = process.env["CHROMIUM_PATH"];
  const found = [named, ...USUAL_PLACES].find((path) => path !== undefined && existsSync(path));
  if (found !== undefined) return chromium.launch({ executablePath: found, args });
  // The package unpacks to TMPDIR and would reuse whatever browser another project left there.
  process.env["TMPDIR"] = mkdtempSync(join(tmpdir(), "borgo-chromium-"));
  const { default: packaged } = await import("@sparticuz/chromium");
  const executablePath = await packaged.executablePath();
  // Its own flags are for a function in a cloud: in a single process, closing one page takes all others along.
  return chromium.launch({ executablePath, args });
}

/** Fails with the rules that a screen breaks and where. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)[0]}`);
  expect(found, `accessibility of ${page.url()}`).to.deep.equal([]);
}
