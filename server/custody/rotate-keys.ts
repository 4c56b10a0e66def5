import type { Queries } from "./custody-database.ts";
import { rewrapDataKeys } from "./data-keys.ts";
import { rewrapRelayers } from "./relayer-key.ts";
import { rewrapSeed } from "./seal-seed.ts";
import { readSealedUnderOther, replaceSealing } from "./sealed-key-table.ts";
import type { Signer } from "./signer.ts";
import type { KeyRotation } from "./signer-protocol.ts";

const BATCH = 64;

/**
 * Takes a new key-encryption key into use and moves every sealed row under it, a few at a time, while tills are
 * served. Where an earlier rotation was interrupted, finishes that one instead. The old key may go once nothing
 * lies under it any more.
 *
 * The inner layer stays: nobody's password is needed. The caller holds the custody lock.
 */
export async function rotateKeyEncryptionKey(signer: Signer): Promise<KeyRotation> {
  const { db, keys, random } = signer;
  const isUnfinished = (await keyIdsInUse(db)).some((keyId) => keyId !== keys.currentId());
  const keyId = isUnfinished ? keys.currentId() : await keys.renew(random);
  return { keyId, rewrapped: await rewrapAll(signer) };
}

/** What lies sealed, and the keys that open it and seal it again. */
export type Rewrapping = Pick<Signer, "keys" | "random"> & { readonly db: Queries };

/** Seals every row under the current key-encryption key. Answers how many lay under another one. */
export async function rewrapAll(rewrapping: Rewrapping): Promise<number> {
  const { db, keys, random } = rewrapping;
  const dataKeys = await rewrapDataKeys(db, keys, random);
  const relayers = await rewrapRelayers(rewrapping);
  return dataKeys + relayers + (await rewrapSeeds(rewrapping));
}

/** The key-encryption keys that something is sealed under. */
export async function keyIdsInUse(db: Queries): Promise<string[]> {
  const { rows } = await db.query<{ key_encryption_key: string }>(
    `select key_encryption_key from custody.sealed_key where destroyed_at is null
     union select key_encryption_key from custody.relayer_key
     union select key_encryption_key from custody.data_key`,
  );
  return rows.map((row) => row.key_encryption_key);
}

async function rewrapSeeds({ db, keys, random }: Rewrapping): Promise<number> {
  let rewrapped = 0;
  for (;;) {
    const rows = await readSealedUnderOther(db, keys.currentId(), BATCH);
    if (rows.length === 0) return rewrapped;
    for (const row of rows)
      if (await replaceSealing(db, row, await rewrapSeed({ keys, random }, row))) rewrapped += 1;
  }
}
