/**
 * Writes all that the town owns into an empty folder, in open formats, while the service runs:
 *
 *   npm run export -- --to DIR               settings as for the service: DATABASE_URL, BORGO_DATA, the key's own
 *
 * Personal data are written in clear. That it was done is written into the audit log.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { CannotStart } from "./app/cannot-start.ts";
import { exportTown } from "./app/export-town/export-town.ts";
import { keySource } from "./app/key-source.ts";
import { tellWhyNot } from "./app/process-end.ts";
import { databaseUrlsOf } from "./app/running-database.ts";
import { recordAct } from "./audit/audit.ts";
import { startCustody } from "./custody/custody.ts";
import { systemClock } from "./shared/clock.ts";
import { openDatabase } from "./shared/database.ts";
import { createLog } from "./shared/log.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { to: { type: "string" } } });
  if (values.to === undefined)
    throw new CannotStart("Indicare una cartella nuova: npm run export -- --to CARTELLA");
  const folder = resolve(values.to);
  const dataFolder = resolve(process.env["BORGO_DATA"] ?? "data");
  const { ownerUrl, apiUrl, signerUrl } = await databaseUrlsOf(dataFolder, process.env);
  const custody = await startCustody({
    signerDatabaseUrl: signerUrl,
    keySource: keySource(process.env, dataFolder),
    log: createLog("warn", "borgo"),
  });
  const db = openDatabase(apiUrl, 1);
  try {
    const { tables } = await exportTown({ ownerUrl, custody, now: systemClock.now() }, folder);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    await db.transaction().execute((tx) =>
      recordAct(tx, systemClock, null, {
        act: "town_exported",
        details: { tables: tables.length, rows },
      }),
    );
    process.stdout.write(
      `${tables.length} tabelle, ${rows} righe in ${folder}. Contiene dati personali in chiaro.\n`,
    );
  } finally {
    await db.destroy();
    await custody.close();
  }
}

await main().catch(tellWhyNot);
