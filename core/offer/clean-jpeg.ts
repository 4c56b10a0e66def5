import { type Result, ok, refuse } from "../shared/result.ts";

export const PHOTO_BYTES_MOST = 400_000;
/** The longer side, in pixels. A page makes it so before it sends. */
export const PHOTO_PIXELS_MOST = 1600;

export type PhotoRefusal = { code: "bad_photo"; reason: "not_a_jpeg" | "too_large" | "damaged" };

const [START, END, SCAN] = [0xd8, 0xd9, 0xda];
/** Frame headers: baseline and progressive. All others are no photographs that a browser makes. */
const FRAMES = [0xc0, 0xc1, 0xc2];
/** Tables that a picture cannot be drawn without: Huffman, quantisation, restart interval. */
const TABLES = [0xc4, 0xdb, 0xdd];

/**
 * A photograph with nothing but the picture: every segment that carries words, places or another picture (EXIF, XMP, ICC,
 * comments, thumbnails) is left out, and so is whatever follows the end. The page has drawn the picture anew before it sent
 * it; this is for who sends without the page. Refuses what is no JPEG, is cut, or is larger than a page would send.
 */
export function cleanJpeg(bytes: Uint8Array): Result<Uint8Array, PhotoRefusal> {
  if (bytes.length > PHOTO_BYTES_MOST) return refuse({ code: "bad_photo", reason: "too_large" });
  if (bytes[0] !== 0xff || bytes[1] !== START)
    return refuse({ code: "bad_photo", reason: "not_a_jpeg" });
  const parts: Uint8Array[] = [bytes.subarray(0, 2)];
  let isFramed = false;
  for (let at = 2; ;) {
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) return DAMAGED;
    if (marker === END)
      return isFramed ? ok(joined([...parts, bytes.subarray(at, at + 2)])) : DAMAGED;
    const next = endOfSegment(bytes, at);
    if (next === undefined) return DAMAGED;
    if (FRAMES.includes(marker)) {
      if (isFramed) return DAMAGED;
      isFramed = true;
      if (sidesOf(bytes, at).some((side) => side === 0 || side > PHOTO_PIXELS_MOST))
        return refuse({ code: "bad_photo", reason: "too_large" });
    }
    const end = marker === SCAN ? endOfScan(bytes, next) : next;
    if (end === undefined) return DAMAGED;
    if (FRAMES.includes(marker) || TABLES.includes(marker) || marker === SCAN)
      parts.push(bytes.subarray(at, end));
    at = end;
  }
}

const DAMAGED = refuse({ code: "bad_photo", reason: "damaged" } as const);

/** Where the segment that begins here ends; its length counts itself. */
function endOfSegment(bytes: Uint8Array, at: number): number | undefined {
  const length = numberAt(bytes, at + 2);
  if (length === undefined || length < 2) return undefined;
  const end = at + 2 + length;
  return end < bytes.length ? end : undefined;
}

/** Height and width, after the frame's length and its bits a sample. */
function sidesOf(bytes: Uint8Array, at: number): number[] {
  return [numberAt(bytes, at + 5) ?? 0, numberAt(bytes, at + 7) ?? 0];
}

function numberAt(bytes: Uint8Array, at: number): number | undefined {
  const [high, low] = [bytes[at], bytes[at + 1]];
  return high === undefined || low === undefined ? undefined : high * 256 + low;
}

/** The picture's own data go on until a marker that is neither a restart nor a byte 0xff of the data, written `ff 00`. */
function endOfScan(bytes: Uint8Array, from: number): number | undefined {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    const next = bytes[at + 1]!;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7))
      return at;
  }
  return undefined;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
