import { type KeyObject, createCipheriv, createDecipheriv } from "node:crypto";

import type { Random } from "../shared/random.ts";

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Bytes that sealing adds: a random nonce in front, the tag behind. */
export const SEAL_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/**
 * AES-256-GCM: nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). `context` is authenticated, not stored. Nonces are
 * random, so one key may seal 2^32 times; a town stays far below.
 */
export function sealBytes(
  key: KeyObject | Uint8Array,
  plaintext: Uint8Array,
  context: Uint8Array,
  random: Random,
): Buffer {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(context);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `sealBytes` made; `undefined` where key, context or a single bit is not the same. */
export function openBytes(
  key: KeyObject | Uint8Array,
  sealed: Uint8Array,
  context: Uint8Array,
): Buffer | undefined {
  if (sealed.length < SEAL_OVERHEAD_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(context).setAuthTag(sealed.subarray(-TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    decipher.final();
    return plaintext;
  } catch {
    plaintext.fill(0);
    return undefined;
  }
}

/** Joins parts so that no two different lists give the same bytes: each part after its length. */
export function joinUnambiguously(...parts: readonly (string | Uint8Array)[]): Buffer {
  const framed = parts.flatMap((part) => {
    const bytes = typeof part === "string" ? Buffer.from(part, "utf8") : part;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(framed);
}
