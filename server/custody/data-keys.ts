import type pg from "pg";

import { Fault } from "../shared/problem.ts";
import type { Random } from "../shared/random.ts";
import { joinUnambiguously } from "./authenticated-encryption.ts";
import type { Queries } from "./custody-database.ts";
import type { KeyEncryptionKeys, Wrapped } from "./key-encryption-keys.ts";

/** `personal_data` seals names and numbers at rest; `lookup` finds a person without keeping the fiscal code. */
export type DataKeyPurpose = "personal_data" | "lookup";

export type DataKey = {
  readonly purpose: DataKeyPurpose;
  readonly version: number;
  /** 32 bytes. */
  readonly key: Buffer;
};

type DataKeyRow = {
  purpose: DataKeyPurpose;
  version: number;
  format: number;
  sealed: Buffer;
  key_encryption_key: string;
};

export const DATA_KEY_BYTES = 32;
const FORMAT = 1;
const PURPOSES: readonly DataKeyPurpose[] = ["personal_data", "lookup"];

/** Makes the first version of each data key where there is none. The caller holds the custody lock. */
export async function createDataKeysIfMissing(
  db: pg.Pool,
  keys: KeyEncryptionKeys,
  random: Random,
): Promise<void> {
  const { rows } = await db.query<DataKeyRow>("select purpose from custody.data_key");
  for (const purpose of PURPOSES)
    if (!rows.some((row) => row.purpose === purpose))
      await insertDataKey(db, keys, random, purpose, 1);
}

async function insertDataKey(
  db: pg.Pool,
  keys: KeyEncryptionKeys,
  random: Random,
  purpose: DataKeyPurpose,
  version: number,
): Promise<void> {
  const key = random.bytes(DATA_KEY_BYTES);
  const { keyId, sealed } = await keys.seal(key, contextOf(purpose, version), random);
  key.fill(0);
  await db.query(
    `insert into custody.data_key (purpose, version, format, sealed, key_encryption_key)
     values ($1, $2, $3, $4, $5)`,
    [purpose, version, FORMAT, sealed, keyId],
  );
}

/** All data keys, opened. The caller clears them. */
export async function openDataKeys(
  db: pg.Pool,
  keys: KeyEncryptionKeys,
): Promise<readonly DataKey[]> {
  const rows = await readDataKeys(db);
  return await Promise.all(
    rows.map(async ({ purpose, version, wrapped }) => {
      const key = await keys.open(wrapped, contextOf(purpose, version));
      if (key === undefined) throw damaged(purpose, version);
      return { purpose, version, key };
    }),
  );
}

/** Seals the data keys under the current key-encryption key. Answers how many lay under another one. */
export async function rewrapDataKeys(
  db: Queries,
  keys: KeyEncryptionKeys,
  random: Random,
): Promise<number> {
  const rows = await readDataKeys(db);
  const stale = rows.filter(({ wrapped }) => wrapped.keyId !== keys.currentId());
  for (const { purpose, version, wrapped } of stale) {
    const key = await keys.open(wrapped, contextOf(purpose, version));
    if (key === undefined) throw damaged(purpose, version);
    const { keyId, sealed } = await keys.seal(key, contextOf(purpose, version), random);
    key.fill(0);
    await db.query(
      `update custody.data_key set sealed = $4, key_encryption_key = $5
       where purpose = $1 and version = $2 and sealed = $3`,
      [purpose, version, wrapped.sealed, sealed, keyId],
    );
  }
  return stale.length;
}

async function readDataKeys(
  db: Queries,
): Promise<readonly { purpose: DataKeyPurpose; version: number; wrapped: Wrapped }[]> {
  const { rows } = await db.query<DataKeyRow>(
    "select purpose, version, format, sealed, key_encryption_key from custody.data_key order by purpose, version",
  );
  return rows.map((row) => {
    if (row.format !== FORMAT) throw damaged(row.purpose, row.version);
    const wrapped = { keyId: row.key_encryption_key, sealed: row.sealed };
    return { purpose: row.purpose, version: row.version, wrapped };
  });
}

function contextOf(purpose: DataKeyPurpose, version: number): Buffer {
  return joinUnambiguously("borgo/data-key/v1", purpose, String(version));
}

function damaged(purpose: DataKeyPurpose, version: number): Fault {
  return new Fault(
    "custody_unreachable",
    `Data key ${purpose} ${version} was changed since it was sealed.`,
    { retryable: false },
  );
}
