import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import pg from "pg";

import type { Custody } from "../../custody/custody.ts";
import { CannotStart } from "../cannot-start.ts";
import { LEFT_OUT_COLUMNS, LEFT_OUT_TABLES } from "./export-policy.ts";
import { type WrittenTable, listTables, writeTable } from "./export-table.ts";

export type ExportManifest = {
  readonly format: "borgo-export-1";
  readonly madeAt: string;
  readonly tables: readonly WrittenTable[];
  readonly leftOut: {
    readonly tables: Readonly<Record<string, string>>;
    readonly columns: Readonly<Record<string, string>>;
  };
};

/** For nobody but who runs the command. */
const OWNER_ONLY = { mode: 0o600 };

/**
 * Writes all that the town owns into an empty folder, as of one moment: one CSV for each table, and `manifest.json` with
 * each file's digest and all that was left out with the reason. The manifest comes last: without it an export is not
 * whole.
 */
export async function exportTown(
  { ownerUrl, custody, now }: { ownerUrl: string; custody: Custody; now: Date },
  folder: string,
): Promise<ExportManifest> {
  await prepareFolder(folder);
  const client = new pg.Client(ownerUrl);
  await client.connect();
  try {
    await client.query("begin transaction isolation level repeatable read read only");
    const tables: WrittenTable[] = [];
    for (const table of await listTables(client)) {
      if (LEFT_OUT_TABLES[`${table.schema}.${table.name}`] !== undefined) continue;
      if (table.schema !== "public")
        throw new Error(`${table.schema}.${table.name} is neither exported nor left out.`);
      tables.push(await writeTable({ client, custody, folder }, table));
    }
    await client.query("commit");
    const manifest: ExportManifest = {
      format: "borgo-export-1",
      madeAt: now.toISOString(),
      tables,
      leftOut: { tables: LEFT_OUT_TABLES, columns: LEFT_OUT_COLUMNS },
    };
    await writeFile(join(folder, "LEGGIMI.txt"), readMe(manifest), OWNER_ONLY);
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFile(join(folder, "manifest.json"), text, OWNER_ONLY);
    return manifest;
  } finally {
    await client.end();
  }
}

async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const present = await readdir(folder);
  if (present.length > 0)
    throw new CannotStart(`La cartella ${folder} non è vuota: indicarne una nuova.`);
}

function readMe({ madeAt, tables, leftOut }: ExportManifest): string {
  const listed = (reasons: Readonly<Record<string, string>>) =>
    Object.entries(reasons).map(([name, reason]) => `- ${name}: ${reason}.`);
  return [
    `Esportazione completa dei dati del Comune, com'erano il ${madeAt}.`,
    "",
    "CONTIENE DATI PERSONALI IN CHIARO (nomi, codici fiscali, IBAN): custodirla come gli originali.",
    "",
    "Ogni file .csv è una tabella: UTF-8 con BOM, separatore ';', celle tra virgolette, righe CR LF.",
    "Gli importi (…_cents) sono centesimi interi; gli istanti sono ISO 8601 in UTC; elenchi e documenti",
    "sono JSON; i byte sono esadecimali. Una cella che comincerebbe come una formula ha un apostrofo davanti.",
    "manifest.json elenca i file con righe, colonne e impronta SHA-256: se manca, l'esportazione non è finita.",
    "",
    "I file:",
    ...tables.map(({ file, rows }) => `- ${file}: ${rows} righe.`),
    "",
    "Tabelle che restano:",
    ...listed(leftOut.tables),
    "",
    "Colonne che restano:",
    ...listed(leftOut.columns),
    "",
    "Il denaro è sulla blockchain: i contratti restano del Comune e chiunque li può ricontrollare senza questo",
    "software. Le tessere continuano a funzionare altrove con la copia della banca dati e le sue chiavi.",
    "",
  ].join("\n");
}
