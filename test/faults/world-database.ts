import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../server/app/embedded-postgres.ts";
import { migrate } from "../../server/migrations/migrations.ts";
import { openDatabase } from "../../server/shared/database.ts";
import { createLog } from "../../server/shared/log.ts";

export type RunningDatabase = {
  readonly postgres: EmbeddedPostgres;
  readonly apiUrl: string;
  readonly signerUrl: string;
};

/** The note by which a data folder says where its database is, before there is one. */
export async function placeCluster(dataFolder: string, place: string): Promise<void> {
  const note = {
    ...{ folder: join(place, "cluster"), password: randomBytes(16).toString("hex") },
    state: "being_made",
  };
  await writeFile(join(dataFolder, "postgres.json"), JSON.stringify(note), { mode: 0o600 });
}

export async function startDatabase(dataFolder: string): Promise<RunningDatabase> {
  const log = createLog("silent", "faults");
  const postgres = await startEmbeddedPostgres({ dataFolder, log });
  const owner = openDatabase(postgres.ownerUrl, 1);
  await migrate(owner).finally(() => owner.destroy());
  const apiUrl = await postgres.urlFor("borgo_api");
  return { postgres, apiUrl, signerUrl: await postgres.urlFor("borgo_signer") };
}
