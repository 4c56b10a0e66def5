import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";

/** Forward only: a mistake is mended by a new migration, never by editing one that a town has run. */
const FILES = [
  "0001-first",
  "0002-journal",
  "0003-settler",
  "0004-quarantine",
  "0005-guesses",
  "0006-tills",
  "0007-spending",
  "0008-audit-log",
  "0009-passkeys",
  "0010-share-wait",
  "0011-unusual-use",
  "0012-statement-numbers",
  "0013-failed",
  "0014-people",
  "0015-transfer-orders",
  "0016-sessions",
  "0017-checked-statements",
  "0018-amendments",
  "0019-instalments",
  "0020-campaigns",
  "0021-local-value",
  "0022-unusual-shops",
  "0023-holder-lookup",
  "0024-erasure",
  "0025-departure",
  "0026-local-receipts",
  "0027-rewards",
  "0028-taken-back",
  "0029-recovered-reversals",
  "0030-second-card",
  "0031-moves-before",
  "0032-programme-limits",
  "0033-mixed-payments",
  "0034-payment-reviews",
  "0035-noticeboard",
  "0036-civic-actions",
  "0037-feedback",
  "0038-initiatives",
  "0039-card-phones",
  "0040-own-wallets",
  "0041-gifts",
  "0042-purchase-news",
  "0043-newest-cards",
  "0044-deals",
] as const;

function fromFile(name: string): Migration {
  const text = readFileSync(join(import.meta.dirname, `${name}.sql`), "utf8");
  return { up: async (db: Kysely<unknown>) => void (await sql.raw(text).execute(db)) };
}

/** The roles that the migrations grant rights to. How they log in is up to who runs the database. */
const ROLES = ["borgo_api", "borgo_signer"] as const;

async function ensureRoles<Schema>(db: Kysely<Schema>): Promise<void> {
  for (const role of ROLES)
    await sql
      .raw(
        `do $$ begin create role ${role} nologin; exception when duplicate_object or unique_violation then null; end $$`,
      )
      .execute(db);
}

/**
 * Brings the database to the newest schema. Safe to run from several replicas at once: PostgreSQL lets one in
 * at a time. Throws the error of the first migration that fails; that migration leaves nothing behind.
 */
export async function migrate<Schema>(db: Kysely<Schema>): Promise<void> {
  await ensureRoles(db);
  const migrations = Object.fromEntries(FILES.map((name) => [name, fromFile(name)]));
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
