import { hkdfSync } from "node:crypto";

import type { SealedKeyId } from "#core/shared/ids.ts";

import { Fault } from "../shared/problem.ts";
import type { Random } from "../shared/random.ts";
import { joinUnambiguously, openBytes, sealBytes } from "./authenticated-encryption.ts";
import type { KeyEncryptionKeys } from "./key-encryption-keys.ts";

export type KeyKind = "card" | "merchant";

/** What the work of guessing a password costs: memory in KiB and passes over it. One lane, always. */
export type Argon2Parameters = { readonly memoryKib: number; readonly passes: number };

/** Who a sealed seed belongs to: authenticated in both layers, so that no row can stand in for another. */
export type SealLabel = {
  readonly id: SealedKeyId;
  readonly kind: KeyKind;
  /** How often this seed has been sealed, from 1. */
  readonly epoch: number;
};

/** A seed as it lies in the database. */
export type SealedSeed = SealLabel & {
  readonly format: number;
  readonly argon2: Argon2Parameters;
  readonly salt: Buffer;
  readonly sealed: Buffer;
  readonly keyId: string;
};

/** argon2id with a 32-byte result. The caller owns, and clears, the result. */
export type Stretch = (
  password: Uint8Array,
  salt: Uint8Array,
  parameters: Argon2Parameters,
) => Promise<Buffer>;

/** What is sealed with: all of it outside the database. */
export type Sealing = {
  readonly keys: KeyEncryptionKeys;
  readonly stretch: Stretch;
  readonly random: Random;
};

/** What opens a seed: one is in a person's head, the other on paper. */
export type Credentials = { readonly password: Uint8Array; readonly secret: Uint8Array };

export const SEED_BYTES = 32;
const SALT_BYTES = 16;
const SEAL_KEY_BYTES = 32;
const FORMAT = 1;

/**
 * Seals a seed, format 1:
 *
 *     inner key = HKDF-SHA256(argon2id(password, salt) ‖ secret, salt, "borgo/seal/v1" and key id)
 *     sealed    = KEK[ AES-256-GCM(inner key, seed) ]
 *
 * Both layers authenticate format, key id, kind and epoch; the outer one the salt and the parameters too.
 */
export async function sealSeed(
  { keys, stretch, random }: Sealing,
  label: SealLabel,
  seed: Uint8Array,
  { password, secret }: Credentials,
  argon2: Argon2Parameters,
): Promise<SealedSeed> {
  const salt = random.bytes(SALT_BYTES);
  const stretched = await stretch(password, salt, argon2);
  const innerKey = deriveInnerKey(stretched, secret, salt, label.id);
  const inner = sealBytes(innerKey, seed, innerContext(label), random);
  innerKey.fill(0);
  const { keyId, sealed } = await keys.seal(inner, outerContext(label, salt, argon2), random);
  return { ...label, format: FORMAT, argon2, salt, sealed, keyId };
}

/**
 * Opens a sealed seed; `undefined` where the password or the secret is wrong. The caller clears the seed. Throws
 * `Fault` where the row was changed since it was sealed, or its key-encryption key is not known: that is no try.
 */
export async function openSeed(
  { keys, stretch }: Omit<Sealing, "random">,
  row: SealedSeed,
  { password, secret }: Credentials,
): Promise<Buffer | undefined> {
  const inner = await openOuterLayer(keys, row);
  const stretched = await stretch(password, row.salt, row.argon2);
  const innerKey = deriveInnerKey(stretched, secret, row.salt, row.id);
  const seed = openBytes(innerKey, inner, innerContext(row));
  innerKey.fill(0);
  return seed;
}

/** Takes off the key-encryption key's layer and puts the current key's on. Needs neither password nor secret. */
export async function rewrapSeed(
  { keys, random }: Omit<Sealing, "stretch">,
  row: SealedSeed,
): Promise<SealedSeed> {
  const inner = await openOuterLayer(keys, row);
  const context = outerContext(row, row.salt, row.argon2);
  return { ...row, ...(await keys.seal(inner, context, random)) };
}

async function openOuterLayer(keys: KeyEncryptionKeys, row: SealedSeed): Promise<Buffer> {
  if (row.format !== FORMAT)
    throw damaged(row, `has format ${row.format}, which this version cannot read`);
  const inner = await keys.open(row, outerContext(row, row.salt, row.argon2));
  if (inner === undefined) throw damaged(row, "was changed since it was sealed");
  return inner;
}

function damaged({ id }: SealLabel, what: string): Fault {
  return new Fault("custody_unreachable", `Sealed key ${id} ${what}.`, { retryable: false });
}

/** Clears `stretched`. */
function deriveInnerKey(
  stretched: Buffer,
  secret: Uint8Array,
  salt: Uint8Array,
  id: SealedKeyId,
): Buffer {
  const material = Buffer.concat([stretched, secret]);
  const info = joinUnambiguously("borgo/seal/v1", id);
  const key = Buffer.from(hkdfSync("sha256", material, salt, info, SEAL_KEY_BYTES));
  stretched.fill(0);
  material.fill(0);
  return key;
}

function innerContext({ id, kind, epoch }: SealLabel): Buffer {
  return joinUnambiguously("borgo/seed/v1", id, kind, String(epoch));
}

function outerContext(label: SealLabel, salt: Uint8Array, argon2: Argon2Parameters): Buffer {
  const { id, kind, epoch } = label;
  const parameters = `m=${argon2.memoryKib},t=${argon2.passes},p=1`;
  return joinUnambiguously("borgo/sealed/v1", id, kind, String(epoch), parameters, salt);
}
