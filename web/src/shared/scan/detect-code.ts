/** Finds a QR code in a picture and answers its text. */
export type Detect = (picture: HTMLVideoElement | ImageBitmap) => Promise<string | undefined>;

/** What browsers on phones bring along; TypeScript's own library does not know it yet. */
type NativeDetector = {
  detect(picture: HTMLVideoElement | ImageBitmap): Promise<readonly { rawValue: string }[]>;
};
type NativeDetectorClass = {
  new (options: { formats: readonly string[] }): NativeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
};

const QR = "qr_code";

/** The device's own detector where it has one, else a decoder of ours that is loaded then and only then. */
export async function createDetect(): Promise<Detect> {
  const native = (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
  if (native !== undefined && (await supportsQr(native))) {
    const detector = new native({ formats: [QR] });
    return orElseDecode(async (picture) => (await detector.detect(picture))[0]?.rawValue);
  }
  return loadDecoder();
}

/** A phone may promise a detector and have none when it comes to it: from the first failure on, ours looks. */
function orElseDecode(native: Detect): Detect {
  let detect = native;
  return async (picture) => {
    try {
      return await detect(picture);
    } catch (error) {
      if (detect !== native) throw error;
      detect = await loadDecoder();
      return undefined;
    }
  };
}

async function loadDecoder(): Promise<Detect> {
  const { createDecoder } = await import("./qr-decoder.ts");
  return createDecoder();
}

/** Some desktop browsers have the class and no engine behind it. */
async function supportsQr(native: NativeDetectorClass): Promise<boolean> {
  const formats = await native.getSupportedFormats().catch((): readonly string[] => []);
  return formats.includes(QR);
}
