/**
 * Measures the till's scanner: generated photographs of a card's code, each harder than the last, are shown to the very
 * decoder that the page loads, in a browser. `--json` prints one object. Builds the pages first where they changed.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { startPageServer } from "../test/support/page-server.ts";
import { launchPageBrowser } from "../test/support/page-browser.ts";
import { CARD_CODE } from "../test/support/fake-till.ts";
import { CONDITIONS, type Frame, framesOf } from "./bench-scanner/frames.ts";
import { ensureBuilt } from "./build.ts";

const DIST = join(import.meta.dirname, "../web/dist");
const FRAMES_PER_CONDITION = 40;
/** A shop holds the card still for as many looks as this before it gives up. */
const LOOKS = 4;
const MODULE = "src/shared/scan/qr-decoder.ts";

type Outcome = { readonly found: boolean; readonly milliseconds: number };

function decoderPath(): string {
  const text = readFileSync(join(DIST, ".vite/manifest.json"), "utf8");
  const manifest = JSON.parse(text) as Record<string, { file: string }>;
  return `/${manifest[MODULE]!.file}`;
}

/** Runs in the page: shows each frame to the decoder, as often as a camera would. */
async function look([path, frames, text, looks]: [string, Frame[], string, number]): Promise<
  Outcome[]
> {
  const loaded = (await import(path)) as Record<string, () => Promise<(p: ImageBitmap) => unknown>>;
  const detect = await Object.values(loaded)[0]!();
  const outcomes: Outcome[] = [];
  for (const { width, height, grey } of frames) {
    const bytes = Uint8Array.from(atob(grey), (character) => character.codePointAt(0)!);
    const image = new ImageData(width, height);
    image.data.fill(255);
    for (let index = 0; index < bytes.length; index += 1)
      for (let channel = 0; channel < 3; channel += 1)
        image.data[index * 4 + channel] = bytes[index]!;
    const picture = await createImageBitmap(image);
    const started = performance.now();
    let tries = 0;
    let found = false;
    while (!found && tries < looks) {
      found = (await detect(picture)) === text;
      tries += 1;
    }
    outcomes.push({ found, milliseconds: (performance.now() - started) / tries });
  }
  return outcomes;
}

await ensureBuilt();
const url = `https://buoni.comune.example.it/carta#${CARD_CODE}`;
const server = await startPageServer({});
const browser = await launchPageBrowser();
const results: Record<string, { frames: number; hits: number; median_ms: number }> = {};
try {
  const page = await browser.newPage();
  await page.goto(`${server.url}/accessibilita`);
  for (const condition of CONDITIONS) {
    const frames = framesOf(condition, url, FRAMES_PER_CONDITION);
    const outcomes = await page.evaluate(look, [decoderPath(), frames, url, LOOKS] as [
      string,
      Frame[],
      string,
      number,
    ]);
    const times = outcomes
      .map(({ milliseconds }) => milliseconds)
      .sort((one, other) => one - other);
    results[condition.name] = {
      frames: outcomes.length,
      hits: outcomes.filter(({ found }) => found).length,
      median_ms: Math.round(times[Math.floor(times.length / 2)]! * 10) / 10,
    };
  }
} finally {
  await browser.close();
  await server.close();
}

const all = Object.values(results);
const frames = all.reduce((sum, one) => sum + one.frames, 0);
const hits = all.reduce((sum, one) => sum + one.hits, 0);
const hitPercent = Math.round((hits / frames) * 1000) / 10;
if (process.argv.includes("--json"))
  process.stdout.write(
    `${JSON.stringify({ scanner_frames: frames, scanner_hit_percent: hitPercent, ...results })}\n`,
  );
else {
  for (const [name, { frames: shown, hits: read, median_ms: time }] of Object.entries(results))
    process.stdout.write(`${name.padEnd(12)} ${read}/${shown}  ${time} ms a look\n`);
  process.stdout.write(`${hits} of ${frames} frames read: ${hitPercent} %\n`);
}
const LEAST_PERCENT = 95;
if (hitPercent < LEAST_PERCENT) process.exitCode = 1;
