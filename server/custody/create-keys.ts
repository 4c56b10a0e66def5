import { patternIn } from "#core/card/password-policy.ts";
import { PASSWORD_DIGITS } from "#core/card/password.ts";
import { SECRET_BYTES } from "#core/card/card-code.ts";
import type { Address, SealedKeyId } from "#core/shared/ids.ts";

import { type Random, randomUuid } from "../shared/random.ts";
import { type KeyKind, SEED_BYTES, sealSeed } from "./seal-seed.ts";
import { insertSealedKey } from "./sealed-key-table.ts";
import { type Signer, sealingOf } from "./signer.ts";
import { lookupOfSecret } from "./unlock-key.ts";
import { accountAddress, childOf, extendedPublicKeyOf, walletOf } from "./wallet-tree.ts";

/** A key that was just made and sealed. `secret` and `password` exist here and on the printed sheet only. */
export type CreatedKey = {
  readonly id: SealedKeyId;
  readonly secret: Buffer;
  readonly password: Buffer;
  /** The extended public key of a card; the address of a merchant. */
  readonly publicPart: string | Address;
};

const DIGIT_ZERO = 48;
const PASSWORDS = 10 ** PASSWORD_DIGITS;
/** The largest multiple of the number of passwords below 2^32: what is above would make some likelier. */
const FAIR_LIMIT = Math.floor(2 ** 32 / PASSWORDS) * PASSWORDS;

/** Makes `count` keys and seals them. None of them waits in front of a till. */
export async function createKeys(
  signer: Signer,
  kind: KeyKind,
  count: number,
): Promise<readonly CreatedKey[]> {
  return await Promise.all(Array.from({ length: count }, () => createKey(signer, kind)));
}

async function createKey(signer: Signer, kind: KeyKind): Promise<CreatedKey> {
  const { random } = signer;
  const id = randomUuid(random) as SealedKeyId;
  const seed = random.bytes(SEED_BYTES);
  const secret = random.bytes(SECRET_BYTES);
  const password = randomPassword(random);
  try {
    const sealing = sealingOf(signer, false);
    const label = { id, kind, epoch: 1 };
    const sealed = await sealSeed(sealing, label, seed, { password, secret }, signer.argon2);
    await insertSealedKey(signer.db, lookupOfSecret(secret), sealed);
    return { id, secret, password, publicPart: publicPartOf(kind, seed) };
  } finally {
    seed.fill(0);
  }
}

function publicPartOf(kind: KeyKind, seed: Buffer): string {
  return kind === "card" ? extendedPublicKeyOf(seed) : firstAddressOf(seed);
}

/** The address of a seed's account 0: a merchant's, or a relayer's. */
export function firstAddressOf(seed: Buffer): Address {
  const wallet = walletOf(seed);
  const account = childOf(wallet, 0);
  wallet.wipePrivateData();
  account.wipePrivateData();
  return accountAddress(account);
}

/** Eight digits, each password as likely as any other, but none that a person would try first. */
export function randomPassword(random: Random): Buffer {
  for (;;) {
    const number = random.bytes(4).readUInt32BE();
    if (number >= FAIR_LIMIT) continue;
    const digits = digitsOf(number % PASSWORDS);
    if (patternIn(digits) === undefined) return digits;
    digits.fill(0);
  }
}

function digitsOf(number: number): Buffer {
  const digits = Buffer.alloc(PASSWORD_DIGITS);
  let rest = number;
  for (let index = PASSWORD_DIGITS - 1; index >= 0; index -= 1) {
    digits[index] = DIGIT_ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return digits;
}
