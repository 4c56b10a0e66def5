/**
 * Moves a whole town to another place, with its cards: what is printed goes on paying.
 *
 *   npm run transfer-town -- export FOLDER     where the town is; its service has to be stopped
 *   npm run transfer-town -- import FOLDER     in the new place, into an empty database
 *
 * Settings as for the service: DATABASE_URL or BORGO_DATA, the key's own. docs/runbook.md has the ceremony.
 */
import { resolve } from "node:path";
import { createInterface } from "node:readline";

import { CannotStart } from "./app/cannot-start.ts";
import { openDataFolder } from "./app/data-folder.ts";
import { databaseUrls } from "./app/database-urls.ts";
import { startEmbeddedPostgres } from "./app/embedded-postgres.ts";
import { keySource } from "./app/key-source.ts";
import { type Place, exportTown, importTown } from "./app/move-town.ts";
import { tellWhyNot } from "./app/process-end.ts";
import type { Envelopes } from "./custody/transfer-key.ts";
import { createLog } from "./shared/log.ts";

const USAGE = "Uso: npm run transfer-town -- export|import CARTELLA";

async function main(): Promise<void> {
  const [act, given] = process.argv.slice(2);
  if ((act !== "export" && act !== "import") || given === undefined) throw new CannotStart(USAGE);
  const folder = resolve(given);
  await withPlace((place) => (act === "export" ? leave(place, folder) : arrive(place, folder)));
}

async function leave(place: Place, folder: string): Promise<void> {
  const rows = await exportTown(place, folder, { show: showEnvelopes, ask: askEnvelopes });
  tell(
    `Comune copiato in ${folder}: ${rows} righe.`,
    "Da adesso qui non si avvia più: le tessere di questa banca dati si aprono solo con le due buste.",
    "Quando il posto nuovo funziona, distruggere qui banca dati, copie di sicurezza e chiave di custodia.",
  );
}

async function arrive(place: Place, folder: string): Promise<void> {
  const rows = await importTown(place, folder, askEnvelopes, (notice) => tell("", notice, ""));
  tell(
    `Comune letto: ${rows} righe, sotto la chiave di custodia di qui.`,
    "Avviare il servizio: le tessere stampate pagano come prima. Poi distruggere buste e cartella.",
  );
}

/** The database that somebody else runs, or the data folder's own, which no service holds. */
async function withPlace(work: (place: Place) => Promise<void>): Promise<void> {
  const folder = await openDataFolder(process.env["BORGO_DATA"] ?? "data");
  try {
    const source = keySource(process.env, folder.path);
    const given = databaseUrls(process.env);
    if (given !== undefined) return await work({ ownerUrl: given.ownerUrl, keySource: source });
    const log = createLog("warn", "borgo");
    const postgres = await startEmbeddedPostgres({ dataFolder: folder.path, log });
    try {
      await work({ ownerUrl: postgres.ownerUrl, keySource: source });
    } finally {
      await postgres.stop();
    }
  } finally {
    await folder.close();
  }
}

function showEnvelopes([first, second]: Envelopes): void {
  tell(
    "Le due buste, per due persone diverse. Si scrivono a mano, non si salvano e non si fotografano:",
    "",
    `  busta 1   ${first}`,
    `  busta 2   ${second}`,
    "",
    "Per essere certi di quello che sta sulla carta, ciascuno ricopia la sua.",
  );
}

/** From whoever holds them, one line each; never from an argument, which others on the machine can read. */
async function askEnvelopes(): Promise<Envelopes> {
  const input = createInterface({ input: process.stdin });
  const lines: string[] = [];
  process.stdout.write("Busta 1: ");
  for await (const line of input) {
    lines.push(line);
    if (lines.length === 2) break;
    process.stdout.write("Busta 2: ");
  }
  process.stdout.write("\n");
  input.close();
  return [lines[0] ?? "", lines[1] ?? ""];
}

function tell(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

await main().catch(tellWhyNot);
