import { randomBytes } from "node:crypto";

import type { Hash } from "#core/shared/ids.ts";

/** Where unpredictable bytes come from. Injected, so that a simulation can repeat itself. */
export type Random = {
  bytes(length: number): Buffer;
};

export const systemRandom: Random = { bytes: randomBytes };

/** A random 32-byte reference: all that the chain ever learns of a programme, a statement or an issuance. */
export function randomRef(random: Random): Hash {
  return `0x${random.bytes(32).toString("hex")}`;
}

/** A number from 0 up to 1, without 1, in steps of 2^-32. */
export function randomPart(random: Random): number {
  return random.bytes(4).readUInt32BE() / 2 ** 32;
}

/** A random version 4 UUID (RFC 9562). */
export function randomUuid(random: Random): string {
  return uuidOf(random.bytes(16), 4);
}

/** Writes 16 bytes as a UUID (RFC 9562): of version 4 where they are random, of version 8 where they are a digest. */
export function uuidOf(bytes: Buffer, version: 4 | 8): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
