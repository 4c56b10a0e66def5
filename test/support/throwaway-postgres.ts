import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";

import type { DatabaseUrls } from "../../server/app/database-urls.ts";
import { startEmbeddedPostgres } from "../../server/app/embedded-postgres.ts";
import { migrate } from "../../server/migrations/migrations.ts";
import { openDatabase } from "../../server/shared/database.ts";
import { createLog } from "../../server/shared/log.ts";

/** A PostgreSQL of its own for one test file, migrated, with addresses for each role. */
export type TestDatabase = DatabaseUrls & { stop(): Promise<void> };

export async function startTestDatabase(): Promise<TestDatabase> {
  const dataFolder = await mkdtemp(join(tmpdir(), "borgo-postgres-"));
  const log = createLog("silent", "test");
  const { ownerUrl, clusterFolder, urlFor, stop } = await startEmbeddedPostgres({
    dataFolder,
    log,
  });
  const owner = openDatabase(ownerUrl, 1);
  await migrate(owner).finally(() => owner.destroy());
  return {
    ownerUrl,
    apiUrl: await urlFor("borgo_api"),
    signerUrl: await urlFor("borgo_signer"),
    stop: async () => {
      await stop();
      for (const folder of [dataFolder, clusterFolder])
        await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs statements as the address's role and answers the last one's rows. */
export async function run<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values?: unknown[],
): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const result = await client.query<Row>(text, values);
    return result.rows;
  } finally {
    await client.end();
  }
}
