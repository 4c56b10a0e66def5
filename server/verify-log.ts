/**
 * Follows the office's audit log from its first row, and says where it is broken:
 *
 *   npm run verify-log                       settings as for the service: DATABASE_URL, BORGO_DATA
 *
 * The heads that the service noted in its data folder are compared too. Exit code 1 where the log was changed, 2 where
 * it cannot be read. Changes nothing, and keeps nobody waiting.
 */
import { join, resolve } from "node:path";

import type { ChainBreak } from "#core/office/audit-chain.ts";

import { readAuditHeads } from "./app/audit-heads.ts";
import { tellWhyNot } from "./app/process-end.ts";
import { databaseUrlsOf } from "./app/running-database.ts";
import { verifyAudit } from "./audit/verify-audit.ts";
import { openDatabase } from "./shared/database.ts";

async function main(): Promise<void> {
  const dataFolder = resolve(process.env["BORGO_DATA"] ?? "data");
  const { apiUrl } = await databaseUrlsOf(dataFolder, process.env);
  const noted = await readAuditHeads(join(dataFolder, "audit-heads"));
  const db = openDatabase(apiUrl, 1);
  try {
    const { head, broken } = await verifyAudit(db, noted);
    const heads = `confrontato con ${noted.length} impronte annotate fuori dalla banca dati`;
    if (broken === undefined) {
      process.stdout.write(
        `Registro integro: ${head.id} atti, ${heads}.\nImpronta dell'ultimo: ${head.digest}\n`,
      );
      return;
    }
    process.stdout.write(
      `Registro ALTERATO. ${sentenceOf(broken)} Integro fino all'atto ${head.id}.\n`,
    );
    process.exitCode = 1;
  } finally {
    await db.destroy();
  }
}

function sentenceOf(broken: ChainBreak): string {
  switch (broken.code) {
    case "gap":
      return `Dopo l'atto ${broken.after} viene il ${broken.id}: mancano righe, o una è doppia.`;
    case "does_not_follow":
      return `L'atto ${broken.id} non segue il precedente: uno dei due è stato cambiato o aggiunto.`;
    case "changed":
      return `L'atto ${broken.id} non è come fu scritto.`;
    case "cut_off":
      return `Il registro finisce con l'atto ${broken.last}, ma fu annotato fino all'atto ${broken.id}: ne manca la fine.`;
    case "rewritten":
      return `L'atto ${broken.id} ha un'impronta diversa da quella annotata: il registro è stato riscritto.`;
  }
}

await main().catch((error: unknown) => {
  tellWhyNot(error);
  process.exitCode = 2;
});
