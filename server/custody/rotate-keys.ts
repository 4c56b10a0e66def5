import type pg from "pg";

import { rewrapDataKeys } from "./data-keys.ts";
import { rewrapRelayers } from "./relayer-key.ts";
import { rewrapSeed } from "./seal-seed.ts";
import { readSealedUnderOther, replaceSealing } from "./sealed-key-table.ts";
import { type Signer, sealingOf } from "./signer.ts";
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
  const dataKeys = await rewrapDataKeys(db, keys, random);
  const relayers = await rewrapRelayers(signer);
  return { keyId, rewrapped: dataKeys + relayers + (await rewrapSeeds(signer)) };
}

/** The key-encryption keys that something is sealed under. */
export async function keyIdsInUse(db: pg.Pool): Promise<string[]> {
  const { rows } = await db.query<{ key_encryption_key: string }>(
    `select key_encryption_key from custody.sealed_key where destroyed_at is null
     union select key_encryption_key from custody.relayer_key
     union select key_encryption_key from custody.data_key`,
  );
  return rows.map((row) => row.key_encryption_key);
}

async function rewrapSeeds(signer: Signer): Promise<number> {
  let rewrapped = 0;
  for (;;) {
    const rows = await readSealedUnderOther(signer.db, signer.keys.currentId(), BATCH);
    if (rows.length === 0) return rewrapped;
    for (const row of rows)
      if (await replaceSealing(signer.db, row, await rewrapSeed(sealingOf(signer, false), row)))
        rewrapped += 1;
  }
}
