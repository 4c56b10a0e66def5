import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";

import type { Detect } from "./detect-code.ts";

/** Widths at which frames are looked at in turn: a card held close is found in the small one, one far away in the large. */
const WIDTHS = [640, 1280] as const;

/** A decoder for devices without one. Its WebAssembly comes from this site: a page under our policy loads nothing else. */
export async function createDecoder(): Promise<Detect> {
  await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new RangeError("This browser has no canvas.");
  let turn = 0;
  return async (picture) => {
    const { width, height } = sizeOf(picture);
    if (width === 0) return undefined;
    const scale = Math.min(1, WIDTHS[turn++ % WIDTHS.length]! / width);
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), {
      formats: ["QRCode"],
      tryHarder: true,
      maxNumberOfSymbols: 1,
    });
    return found[0]?.text;
  };
}

function sizeOf(picture: HTMLVideoElement | ImageBitmap): { width: number; height: number } {
  if (picture instanceof HTMLVideoElement)
    return { width: picture.videoWidth, height: picture.videoHeight };
  return picture;
}
