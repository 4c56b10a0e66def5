import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";

import type { Detect } from "./detect-code.ts";
import { type Look, LOOKS } from "./looks.ts";
import { sharpen } from "./sharpen.ts";

/** A decoder for devices without one. Its WebAssembly comes from this site: a page under our policy loads nothing else. */
export async function createDecoder(): Promise<Detect> {
  await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (context === null) throw new RangeError("This browser has no canvas.");
  let turn = 0;
  return async (picture) => {
    if (sizeOf(picture).width === 0) return undefined;
    const pixels = lookAt(picture, LOOKS[turn++ % LOOKS.length]!, context);
    const found = await readBarcodes(pixels, {
      formats: ["QRCode"],
      tryHarder: true,
      // A QR is found whichever way it is turned; what is printed is never white on black.
      tryRotate: false,
      tryInvert: false,
      maxNumberOfSymbols: 1,
    });
    return found[0]?.text;
  };
}

function lookAt(
  picture: HTMLVideoElement | ImageBitmap,
  { part, pixels, sharpness }: Look,
  context: CanvasRenderingContext2D,
): ImageData {
  const { width, height } = sizeOf(picture);
  const [wide, high] = [width * part, height * part];
  const scale = Math.min(1, pixels / Math.max(wide, high));
  const { canvas } = context;
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(high * scale);
  const [left, top] = [(width - wide) / 2, (height - high) / 2];
  context.drawImage(picture, left, top, wide, high, 0, 0, canvas.width, canvas.height);
  const seen = context.getImageData(0, 0, canvas.width, canvas.height);
  if (sharpness !== undefined) sharpen(seen, sharpness);
  return seen;
}

function sizeOf(picture: HTMLVideoElement | ImageBitmap): { width: number; height: number } {
  if (picture instanceof HTMLVideoElement)
    return { width: picture.videoWidth, height: picture.videoHeight };
  return picture;
}
