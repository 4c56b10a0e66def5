/**
 * Measures what a first visit of each page loads: scripts and style sheets, gzipped, without fonts and pictures.
 * Builds the pages first where they changed. `--json` prints one object.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { type Page, PAGES, firstLoadFiles, readManifest } from "../web/build/first-load.ts";
import { ensureBuilt } from "./build.ts";

const dist = join(import.meta.dirname, "../web/dist");

/** What a shop's cheap phone is asked to load at most. */
const TILL_LIMIT_BYTES = 150 * 1024;

function gzBytes(page: Page): number {
  const files = firstLoadFiles(readManifest(dist), page);
  let sum = gzipSync(readFileSync(join(dist, "index.html")), { level: 9 }).length;
  for (const file of files) sum += gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
  return sum;
}

await ensureBuilt();
const sizes = Object.fromEntries(PAGES.map((page) => [`${page}_gz_bytes`, gzBytes(page)]));

if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(sizes)}\n`);
else
  for (const page of PAGES)
    process.stdout.write(
      `/${page.padEnd(12)} ${(gzBytes(page) / 1024).toFixed(1).padStart(7)} KB gz\n`,
    );

if ((sizes["cassa_gz_bytes"] ?? 0) > TILL_LIMIT_BYTES) {
  process.stderr.write(`/cassa loads more than ${TILL_LIMIT_BYTES} bytes.\n`);
  process.exitCode = 1;
}
