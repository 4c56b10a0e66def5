import assert from "node:assert/strict";

/**
 * One message on the signer's socket:
 *
 *     4 bytes  length of what follows
 *     1 byte   version of the protocol
 *     4 bytes  number that ties an answer to its request
 *     4 bytes  length of the header, and the header: JSON, never a secret
 *     then each part: 4 bytes length, and the bytes: secrets and passwords, which never become text here
 */
export type Frame = {
  readonly id: number;
  readonly header: unknown;
  readonly parts: readonly Buffer[];
};

export const PROTOCOL_VERSION = 1;
const LENGTH_BYTES = 4;
const FIXED_BYTES = 1 + 4 + LENGTH_BYTES;
/** A full settlement transaction is below 200 KB; what is larger is not for us. */
const LONGEST_FRAME_BYTES = 4 * 1024 * 1024;

/** Writes a frame. The caller clears it once it is sent. */
export function encodeFrame({ id, header, parts }: Frame): Buffer {
  const json = Buffer.from(JSON.stringify(header, bigintAsText), "utf8");
  const partsBytes = parts.reduce((sum, part) => sum + LENGTH_BYTES + part.length, 0);
  const bodyBytes = FIXED_BYTES + json.length + partsBytes;
  assert.ok(bodyBytes <= LONGEST_FRAME_BYTES, "A frame for the signer is too long.");
  const frame = Buffer.alloc(LENGTH_BYTES + bodyBytes);
  let at = frame.writeUInt32BE(bodyBytes);
  at = frame.writeUInt8(PROTOCOL_VERSION, at);
  at = frame.writeUInt32BE(id, at);
  for (const part of [json, ...parts]) {
    at = frame.writeUInt32BE(part.length, at);
    at += part.copy(frame, at);
  }
  return frame;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** Collects what arrives on one connection. */
export type FrameReader = { pending: Buffer };

export function createFrameReader(): FrameReader {
  return { pending: Buffer.alloc(0) };
}

/**
 * Takes a chunk and answers the frames that are complete. Clears the chunk and what it kept of earlier ones, since
 * both may hold a password. Throws `RangeError` for what is not this protocol: the connection is to be closed.
 */
export function readFrames(reader: FrameReader, chunk: Buffer): Frame[] {
  const bytes = Buffer.concat([reader.pending, chunk]);
  reader.pending.fill(0);
  chunk.fill(0);
  const frames: Frame[] = [];
  let at = 0;
  for (let end = frameEnd(bytes, at); end !== undefined; end = frameEnd(bytes, at)) {
    frames.push(decodeFrame(bytes.subarray(at + LENGTH_BYTES, end)));
    at = end;
  }
  reader.pending = copyOf(bytes.subarray(at));
  bytes.fill(0);
  return frames;
}

function frameEnd(bytes: Buffer, at: number): number | undefined {
  if (bytes.length < at + LENGTH_BYTES) return undefined;
  const length = bytes.readUInt32BE(at);
  if (length < FIXED_BYTES || length > LONGEST_FRAME_BYTES)
    throw new RangeError("Not a frame of the signer's protocol.");
  const end = at + LENGTH_BYTES + length;
  return bytes.length < end ? undefined : end;
}

function decodeFrame(body: Buffer): Frame {
  if (body.readUInt8(0) !== PROTOCOL_VERSION)
    throw new RangeError("The other side speaks another version of the signer's protocol.");
  const [json, ...parts] = decodeParts(body.subarray(5));
  const header: unknown = JSON.parse(json!.toString("utf8"));
  return { id: body.readUInt32BE(1), header, parts: parts.map(copyOf) };
}

function decodeParts(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at + LENGTH_BYTES;
    const end = start + bytes.readUInt32BE(at);
    if (end > bytes.length) throw new RangeError("A part is longer than its frame.");
    parts.push(bytes.subarray(start, end));
    at = end;
  }
  return parts;
}

/** In memory of its own, so that clearing it clears all of it. */
function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.alloc(bytes.length);
  bytes.copy(copy);
  return copy;
}
