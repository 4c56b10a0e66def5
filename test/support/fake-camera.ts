import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import qrcode from "qrcode";

const WIDTH = 640;
const HEIGHT = 480;
const FRAMES = 10;
const WHITE = 235;
const BLACK = 16;
const GREY = 128;
/** Clear modules around a code, without which no reader finds it. */
const QUIET = 4;

export type Film = { readonly path: string; remove(): Promise<void> };

/**
 * Writes a film (Y4M) in which a card with this text as its QR is held before a camera, for `launchPageBrowser`. An empty
 * text films an empty counter.
 */
export async function writeFilm(text: string): Promise<Film> {
  const folder = await mkdtemp(join(tmpdir(), "borgo-film-"));
  const path = join(folder, "counter.y4m");
  const frame = Buffer.concat([Buffer.from("FRAME\n"), picture(text), colourless()]);
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  await writeFile(path, Buffer.concat([header, ...Array<Buffer>(FRAMES).fill(frame)]));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

function picture(text: string): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT, text === "" ? GREY : WHITE);
  if (text === "") return pixels;
  const { size, data } = qrcode.create(text, { errorCorrectionLevel: "M" }).modules;
  const scale = Math.floor(HEIGHT / (size + 2 * QUIET));
  const left = Math.floor((WIDTH - size * scale) / 2);
  const top = Math.floor((HEIGHT - size * scale) / 2);
  for (let y = 0; y < size * scale; y += 1)
    for (let x = 0; x < size * scale; x += 1) {
      const isDark = data[Math.floor(y / scale) * size + Math.floor(x / scale)] === 1;
      if (isDark) pixels[(top + y) * WIDTH + left + x] = BLACK;
    }
  return pixels;
}

function colourless(): Buffer {
  return Buffer.alloc((WIDTH * HEIGHT) / 2, GREY);
}
