import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { PDFiumLibrary } from "@hyzyla/pdfium";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

/** A page as a printer puts it on paper: grey values, a byte a pixel, row by row. */
export type PrintedPage = {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
  /** What a screen reader would say, lines as they stand. */
  readonly text: string;
};

const POINTS_PER_INCH = 72;

/** Prints a PDF at this resolution, without colours; all of it, or its first pages. */
export async function printPages(
  pdf: Uint8Array,
  dpi: number,
  most = Infinity,
): Promise<PrintedPage[]> {
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(pdf);
    const pages: PrintedPage[] = [];
    for (const page of document.pages()) {
      if (pages.length >= most) break;
      // In this order: the library loses its table of functions where it reads a page that it has drawn.
      const text = page.getText();
      const scale = dpi / POINTS_PER_INCH;
      const { width, height, data } = await page.render({ scale, colorSpace: "BGRA" });
      const grey = Uint8Array.from({ length: width * height }, (_, pixel) => data[pixel * 4 + 1]!);
      pages.push({ width, height, grey, text });
    }
    document.destroy();
    return pages;
  } finally {
    library.destroy();
  }
}

/** Every QR on a page, as text. */
export async function readCodes({ width, height, grey }: PrintedPage): Promise<string[]> {
  await isReaderReady;
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (const [pixel, value] of grey.entries()) rgba.set([value, value, value, 255], pixel * 4);
  const image = { width, height, data: rgba, colorSpace: "srgb" } as ImageData;
  const found = await readBarcodes(image, { formats: ["QRCode"], tryHarder: true });
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}

const wasm = fileURLToPath(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm"));
const isReaderReady = readFile(wasm).then((bytes) =>
  prepareZXingModule({
    overrides: { wasmBinary: new Uint8Array(bytes).buffer },
    fireImmediately: true,
  }),
);

/** The stream of a PDF as bytes. */
export async function bytesOf(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
