/**
 * Takes a new key-encryption key into use and moves every sealed row under it, while the service runs:
 *
 *   npm run rotate-keys                      settings as for the service: DATABASE_URL, BORGO_DATA, the key's own
 *
 * Where an earlier rotation was interrupted, finishes that one. Nobody's password is needed, no till waits.
 */
import { resolve } from "node:path";

import { databaseUrlsOf } from "./app/running-database.ts";
import { keySource } from "./app/key-source.ts";
import { tellWhyNot } from "./app/process-end.ts";
import { startCustody } from "./custody/custody.ts";
import { createLog } from "./shared/log.ts";

async function main(): Promise<void> {
  const dataFolder = resolve(process.env["BORGO_DATA"] ?? "data");
  const { signerUrl } = await databaseUrlsOf(dataFolder, process.env);
  const custody = await startCustody({
    signerDatabaseUrl: signerUrl,
    keySource: keySource(process.env, dataFolder),
    log: createLog("warn", "borgo"),
  });
  try {
    const { keyId, rewrapped } = await custody.rotateKeyEncryptionKey();
    process.stdout.write(
      `Chiave di custodia in uso: ${keyId}. Righe passate sotto di essa: ${rewrapped}.\n` +
        "La chiave precedente non apre più nulla di questa banca dati; serve ancora per le copie fatte finora.\n",
    );
  } finally {
    await custody.close();
  }
}

await main().catch(tellWhyNot);
