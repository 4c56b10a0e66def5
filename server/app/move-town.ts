import { mkdir, unlink } from "node:fs/promises";
import { join } from "node:path";

import pg from "pg";

import type { KeySource } from "../custody/key-encryption-keys.ts";
import { giveKeysAway, noteDeparture, takeKeysOver } from "../custody/move-keys.ts";
import { type Envelopes, createTransferKey, readTransferKey } from "../custody/transfer-key.ts";
import { migrate } from "../migrations/migrations.ts";
import { openDatabase } from "../shared/database.ts";
import { systemRandom } from "../shared/random.ts";
import { CannotStart } from "./cannot-start.ts";
import { readTown, writeTown } from "./town-archive.ts";

/** The place where a town is, or comes to. */
export type Place = {
  /** Address of the database with every right. */
  readonly ownerUrl: string;
  readonly keySource: KeySource;
};

/** The two people who keep an envelope each. */
export type Keepers = {
  /** Shows them what to write down. */
  show(envelopes: Envelopes): void;
  /** What they type, from paper. */
  ask(): Promise<Envelopes>;
};

const ARCHIVE = "comune.borgo";

/**
 * Writes the town into a folder and takes leave of it, in one transaction: until both envelopes were typed back from
 * paper nothing has changed here, and from its commit on nothing opens here any more. Answers how many rows went.
 */
export async function exportTown(place: Place, folder: string, keepers: Keepers): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, ARCHIVE);
  const { key, envelopes } = createTransferKey(systemRandom);
  const client = await begin(place.ownerUrl);
  try {
    await refuseCompany(client);
    await giveKeysAway(client, place.keySource, key, systemRandom);
    const rows = await writeTown(client, path, key, systemRandom);
    await noteDeparture(client);
    await proveOnPaper(keepers, envelopes).catch(async (error: unknown) => {
      await unlink(path);
      throw error;
    });
    await client.query("commit");
    return rows;
  } finally {
    // In the middle of a transaction this undoes it.
    await client.end();
  }
}

/** What is not on paper exactly as it has to be would be lost with the screen. */
async function proveOnPaper(keepers: Keepers, envelopes: Envelopes): Promise<void> {
  keepers.show(envelopes);
  const typed = readTransferKey(await keepers.ask());
  if (!typed.equals(readTransferKey(envelopes)))
    throw new CannotStart(
      "Le buste ricopiate non sono quelle mostrate: nulla è cambiato, ricominciare.",
    );
}

/** Reads a town into an empty database, under this place's own key; all of it or nothing. */
export async function importTown(
  place: Place,
  folder: string,
  ask: Keepers["ask"],
  notify: (notice: string) => void,
): Promise<number> {
  const key = readTransferKey(await ask());
  const db = openDatabase(place.ownerUrl, 1);
  await migrate(db).finally(() => db.destroy());
  const client = await begin(place.ownerUrl);
  try {
    await refuseCompany(client);
    const rows = await readTown(client, join(folder, ARCHIVE), key);
    await takeKeysOver(client, place.keySource, key, systemRandom, notify);
    await client.query("commit");
    return rows;
  } finally {
    await client.end();
  }
}

async function begin(ownerUrl: string): Promise<pg.Client> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  await client.query("begin");
  return client;
}

async function refuseCompany(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  );
  if (rows.length > 0)
    throw new CannotStart(
      "Qualcuno usa la banca dati: fermare il servizio, in tutte le sue repliche, e riprovare. Un pagamento accettato dopo la copia andrebbe perso.",
    );
}
