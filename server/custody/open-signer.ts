import type pg from "pg";

import { type Random, systemRandom } from "../shared/random.ts";
import { openCustodyDatabase, withCustodyLock } from "./custody-database.ts";
import { createDataKeysIfMissing, openDataKeys } from "./data-keys.ts";
import { environmentKeys } from "./environment-keys.ts";
import { createGrants } from "./grants.ts";
import {
  CustodyRefusesToStart,
  type KeyEncryptionKeys,
  type KeySource,
} from "./key-encryption-keys.ts";
import { fileKeys } from "./key-file.ts";
import { openPkcs11Keys } from "./pkcs11-keys.ts";
import { keyIdsInUse } from "./rotate-keys.ts";
import type { Argon2Parameters } from "./seal-seed.ts";
import { LEAST_ARGON2, type Signer, stretch } from "./signer.ts";
import { createTryPace } from "./try-pace.ts";
import { createTryQueue } from "./try-queue.ts";

/** What the signer is told when it starts, over the channel to its parent: nothing of it is in its arguments. */
export type SignerSettings = {
  /** As role `borgo_signer`. */
  readonly databaseUrl: string;
  readonly socketPath: string;
  readonly keySource: KeySource;
  readonly argon2: Argon2Parameters;
  /** How many passwords may be checked at once: one for each core. */
  readonly cores: number;
};

/**
 * Opens the database and the keys, and proves that they belong together. Throws `CustodyRefusesToStart` where they
 * do not. `notify` is for what a person must read at once.
 */
export async function openSigner(
  settings: SignerSettings,
  notify: (notice: string) => void,
): Promise<Signer> {
  refuseWeakParameters(settings.argon2);
  const db = openCustodyDatabase(settings.databaseUrl);
  try {
    const keys = await withCustodyLock(db, () => openKeys(db, settings, systemRandom, notify));
    return {
      ...{ db, keys, random: systemRandom, argon2: settings.argon2 },
      pace: createTryPace(await timeOneTry(settings.argon2)),
      queue: createTryQueue(settings.cores),
      grants: createGrants(systemRandom),
    };
  } catch (error) {
    await db.end();
    throw error;
  }
}

async function openKeys(
  db: pg.Pool,
  { keySource }: SignerSettings,
  random: Random,
  notify: (notice: string) => void,
): Promise<KeyEncryptionKeys> {
  await refuseDepartedTown(db);
  const keyIds = await keyIdsInUse(db);
  const keys = await openKeySource(keySource, keyIds.length === 0, random, notify);
  await refuseUnknownKeys(keys, keyIds);
  await createDataKeysIfMissing(db, keys, random);
  // Opening them proves the key, also where it lies in a device that only names it.
  for (const { key } of await openDataKeys(db, keys)) key.fill(0);
  return keys;
}

/** A town that was moved pays elsewhere: two places would sign with the same relayer. */
async function refuseDepartedTown(db: pg.Pool): Promise<void> {
  const { rows } = await db.query<{ day: string }>(
    "select to_char(departed_at at time zone 'Europe/Rome', 'DD/MM/YYYY') as day from custody.departure",
  );
  const [departure] = rows;
  if (departure !== undefined)
    throw new CustodyRefusesToStart(
      `Questo Comune è stato trasferito altrove il ${departure.day}: qui non si avvia più, e le sue tessere qui non si aprono. Per riportarlo indietro si trasferisce di nuovo, in una banca dati vuota.`,
    );
}

/** Throws `CustodyRefusesToStart` where something is sealed under a key that is not given here. */
export async function refuseUnknownKeys(
  keys: KeyEncryptionKeys,
  keyIds: readonly string[],
): Promise<void> {
  for (const keyId of keyIds) if (!(await keys.knows(keyId))) throw wrongKey(keyId, keys);
}

/** Opens the keys where they are kept; where there are none, and `mayCreate`, makes the first. */
export function openKeySource(
  source: KeySource,
  mayCreate: boolean,
  random: Random,
  notify: (notice: string) => void,
): KeyEncryptionKeys | Promise<KeyEncryptionKeys> {
  switch (source.from) {
    case "file":
      return fileKeys(source.path, mayCreate, random, notify);
    case "environment":
      return environmentKeys(source.variable);
    case "pkcs11":
      return openPkcs11Keys(source, mayCreate, notify);
  }
}

function wrongKey(keyId: string, keys: KeyEncryptionKeys): CustodyRefusesToStart {
  return new CustodyRefusesToStart(
    [
      `La chiave di custodia non è quella di questa banca dati: qui serve la chiave ${keyId},`,
      `è stata data la chiave ${keys.currentId()}. Rimettere quella giusta (dalla copia di sicurezza);`,
      "nulla è stato modificato.",
    ].join("\n"),
  );
}

function refuseWeakParameters({ memoryKib, passes }: Argon2Parameters): void {
  if (memoryKib >= LEAST_ARGON2.memoryKib && passes >= LEAST_ARGON2.passes) return;
  throw new CustodyRefusesToStart(
    `I parametri argon2id (${memoryKib} KiB, ${passes} passaggi) sono sotto il minimo di ${LEAST_ARGON2.memoryKib} KiB e ${LEAST_ARGON2.passes} passaggi.`,
  );
}

async function timeOneTry(argon2: Argon2Parameters): Promise<number> {
  const startedMs = performance.now();
  await stretch(Buffer.alloc(8), Buffer.alloc(16), argon2);
  return performance.now() - startedMs;
}
