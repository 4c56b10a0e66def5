/** A picture of 8 by 8 grey points, as small as a JPEG gets, with more segments put in after its beginning. */
export function smallJpeg(...segments: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat([PICTURE.subarray(0, 2), ...segments, PICTURE.subarray(2)]));
}

/** A segment of this kind that says this. */
export function segment(marker: number, text: string): Uint8Array {
  const body = Buffer.from(text);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

const table = (marker: number, bytes: readonly number[]) => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, Buffer.from(bytes)]);
};

/** Quantisation of ones; one Huffman code each for DC and AC, `0`: no difference, and the end of the block. */
const PICTURE = Buffer.concat([
  Buffer.from([0xff, 0xd8]),
  table(0xdb, [0, ...Array<number>(64).fill(1)]),
  table(0xc0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
  table(0xc4, [0, 1, ...Array<number>(15).fill(0), 0]),
  table(0xc4, [0x10, 1, ...Array<number>(15).fill(0), 0]),
  table(0xda, [1, 1, 0, 0, 63, 0]),
  Buffer.from([0b0011_1111, 0xff, 0xd9]),
]);

/** Says of itself that it is so many points high, up to 255: another photograph for each height. */
export function jpegOfHeight(height: number): Uint8Array {
  const bytes = smallJpeg();
  const frame = bytes.findIndex((one, at) => one === 0xff && bytes[at + 1] === 0xc0);
  bytes.set([0, height], frame + 5);
  return bytes;
}
