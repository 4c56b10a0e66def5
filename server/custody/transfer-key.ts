import { type KeyObject, createHash, createSecretKey } from "node:crypto";

import type { Random } from "../shared/random.ts";
import { joinUnambiguously, openBytes, sealBytes } from "./authenticated-encryption.ts";
import { CustodyRefusesToStart } from "./key-encryption-keys.ts";

/** Opens a town on its way to another place, and is nowhere but in two envelopes. */
export type TransferKey = KeyObject;

const SHARE_BYTES = 32;
const CHECK_BYTES = 2;
const ENVELOPE_CONTEXT = "borgo/transfer-envelope/v1";
const LINE_CONTEXT = "borgo/town-archive/v1";
const GROUP = /.{4}(?=.)/g;

/** For two people: one share is random, the other is the key XOR the first, so each alone is 32 random bytes. */
export type Envelopes = readonly [string, string];

export function createTransferKey(random: Random): { key: TransferKey; envelopes: Envelopes } {
  const bytes = random.bytes(SHARE_BYTES);
  const first = random.bytes(SHARE_BYTES);
  const second = xor(bytes, first);
  const key = createSecretKey(bytes);
  const envelopes = [write(first), write(second)] as const;
  for (const secret of [bytes, first, second]) secret.fill(0);
  return { key, envelopes };
}

/** Joins both envelopes, in either order. Throws, with an Italian text, where one is mistyped. */
export function readTransferKey(envelopes: Envelopes): TransferKey {
  const shares = envelopes.map((text, index) => read(text, index + 1));
  const bytes = xor(shares[0]!, shares[1]!);
  const key = createSecretKey(bytes);
  for (const secret of [bytes, ...shares]) secret.fill(0);
  return key;
}

/** Seals one line of the archive. Its place is authenticated: lines are not left out, doubled or exchanged. */
export function sealLine(key: TransferKey, place: number, line: string, random: Random): string {
  return sealBytes(key, Buffer.from(line, "utf8"), contextOf(place), random).toString("base64");
}

/** `undefined` where key, place or a single bit is not the same. */
export function openLine(key: TransferKey, place: number, sealed: string): string | undefined {
  return openBytes(key, Buffer.from(sealed, "base64"), contextOf(place))?.toString("utf8");
}

function contextOf(place: number): Buffer {
  return joinUnambiguously(LINE_CONTEXT, String(place));
}

function xor(one: Uint8Array, other: Uint8Array): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ other[index]!));
}

/** In groups of four digits, with a checksum at the end, so that it can be typed from paper. */
function write(share: Buffer): string {
  const text = Buffer.concat([share, checkOf(share)]).toString("hex");
  return text.toUpperCase().replace(GROUP, "$& ");
}

function read(text: string, number: number): Buffer {
  const bytes = Buffer.from(text.replace(/\s/g, ""), "hex");
  const share = bytes.subarray(0, SHARE_BYTES);
  const isWhole = bytes.length === SHARE_BYTES + CHECK_BYTES;
  if (isWhole && checkOf(share).equals(bytes.subarray(SHARE_BYTES))) return share;
  throw new CustodyRefusesToStart(
    `La busta ${number} non si legge: ricopiarla con cura (17 gruppi di quattro caratteri, cifre e lettere da A a F). Nulla è stato toccato.`,
  );
}

function checkOf(share: Uint8Array): Buffer {
  return createHash("sha256")
    .update(ENVELOPE_CONTEXT)
    .update(share)
    .digest()
    .subarray(0, CHECK_BYTES);
}
