/**
 * Measures the till's scanner: generated photographs of a card's code, each hard in its own way, are shown to the very
 * decoder that the page loads, in a browser. Each is one still picture, shown once for each of the decoder's ways of
 * looking; a camera would bring a new one each time, with other noise and held a little differently. Times are given as
 * they are here and with the processor slowed down to a quarter. `--json` prints one object. Builds the pages first
 * where they changed.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "playwright-core";

import { CARD_CODE } from "../test/support/fake-till.ts";
import { launchPageBrowser } from "../test/support/page-browser.ts";
import { startPageServer } from "../test/support/page-server.ts";
import { LOOKS } from "../web/src/shared/scan/looks.ts";
import { CONDITIONS, type Frame, framesOf } from "./bench-scanner/frames.ts";
import { median, rounded } from "./bench/figures.ts";
import { ensureBuilt } from "./build.ts";

const DIST = join(import.meta.dirname, "../web/dist");
const FRAMES_PER_CONDITION = 40;
const TIMED_FRAMES = 3;
const SLOWDOWN = 4;
const LEAST_PERCENT = 95;
const MODULE = "src/shared/scan/qr-decoder.ts";

/** Looks made until the code was read (`undefined`: it never was), and how long each took. */
type Outcome = { readonly readAt?: number; readonly milliseconds: readonly number[] };
type Show = {
  readonly decoder: string;
  readonly frames: readonly Frame[];
  readonly text: string;
  readonly looks: number;
  readonly stopsWhenRead: boolean;
};

function decoderPath(): string {
  const text = readFileSync(join(DIST, ".vite/manifest.json"), "utf8");
  const manifest = JSON.parse(text) as Record<string, { file: string }>;
  return `/${manifest[MODULE]!.file}`;
}

/** Runs in the page: shows each frame to a decoder that has seen none before. */
async function show({ decoder, frames, text, looks, stopsWhenRead }: Show): Promise<Outcome[]> {
  const loaded = (await import(decoder)) as Record<
    string,
    () => Promise<(p: ImageBitmap) => unknown>
  >;
  const outcomes: Outcome[] = [];
  for (const { width, height, grey } of frames) {
    const detect = await Object.values(loaded)[0]!();
    const bytes = Uint8Array.from(atob(grey), (character) => character.codePointAt(0)!);
    const image = new ImageData(width, height);
    image.data.fill(255);
    for (let index = 0; index < bytes.length; index += 1)
      for (let channel = 0; channel < 3; channel += 1)
        image.data[index * 4 + channel] = bytes[index]!;
    const picture = await createImageBitmap(image);
    const milliseconds: number[] = [];
    let readAt: number | undefined;
    for (let look = 1; look <= looks; look += 1) {
      const started = performance.now();
      const seen = await detect(picture);
      milliseconds.push(performance.now() - started);
      if (seen === text) readAt ??= look;
      if (readAt !== undefined && stopsWhenRead) break;
    }
    outcomes.push({ ...(readAt === undefined ? {} : { readAt }), milliseconds });
  }
  return outcomes;
}

/** How many frames of each condition are read, and after how many looks. */
async function measureHits(page: Page, url: string) {
  const results: Record<string, { frames: number; hits: number; median_looks: number }> = {};
  for (const condition of CONDITIONS) {
    const frames = framesOf(condition, url, FRAMES_PER_CONDITION);
    const asked = { decoder: decoderPath(), frames, text: url, looks: LOOKS.length };
    const outcomes = await page.evaluate(show, { ...asked, stopsWhenRead: true });
    const read = outcomes.flatMap(({ readAt }) => readAt ?? []);
    results[condition.name] = {
      frames: outcomes.length,
      hits: read.length,
      median_looks: median(read),
    };
  }
  return results;
}

/** The median time of each way of looking, in milliseconds, over frames of all conditions. */
async function measureTimes(page: Page, url: string): Promise<number[]> {
  const frames = CONDITIONS.flatMap((condition) => framesOf(condition, url, TIMED_FRAMES));
  const asked = { decoder: decoderPath(), frames, text: url, looks: LOOKS.length };
  const outcomes = await page.evaluate(show, { ...asked, stopsWhenRead: false });
  return LOOKS.map((_, way) =>
    rounded(median(outcomes.map(({ milliseconds }) => milliseconds[way]!))),
  );
}

async function measure() {
  const url = `https://buoni.comune.example.it/carta#${CARD_CODE}`;
  const server = await startPageServer({});
  const browser = await launchPageBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/accessibilita`);
    const conditions = await measureHits(page, url);
    const times = await measureTimes(page, url);
    const devices = await page.context().newCDPSession(page);
    await devices.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
    return { conditions, times, slowTimes: await measureTimes(page, url) };
  } finally {
    await browser.close();
    await server.close();
  }
}

await ensureBuilt();
const { conditions, times, slowTimes } = await measure();
const all = Object.values(conditions);
const frames = all.reduce((sum, one) => sum + one.frames, 0);
const hits = all.reduce((sum, one) => sum + one.hits, 0);
const hitPercent = Math.round((hits / frames) * 1000) / 10;
if (process.argv.includes("--json")) {
  const figures = {
    scanner_frames: frames,
    scanner_hit_percent: hitPercent,
    look_ms: times,
    look_ms_slowed_4x: slowTimes,
  };
  process.stdout.write(`${JSON.stringify({ ...figures, ...conditions })}\n`);
} else {
  for (const [name, { frames: shown, hits: read, median_looks: looks }] of Object.entries(
    conditions,
  ))
    process.stdout.write(`${name.padEnd(12)} ${read}/${shown}, half of them by look ${looks}\n`);
  process.stdout.write(`${hits} of ${frames} frames read: ${hitPercent} %\n`);
  process.stdout.write(`a look takes ${times.join(", ")} ms, by its way; `);
  process.stdout.write(`with the processor slowed down 4 times ${slowTimes.join(", ")} ms\n`);
}
if (hitPercent < LEAST_PERCENT) process.exitCode = 1;
