import {
  constants,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

import type { Random } from "../shared/random.ts";
import { CustodyRefusesToStart, type KeyEncryptionKeys } from "./key-encryption-keys.ts";
import { KEY_BYTES, type KeyRing, parseKeyRing, softwareKeys } from "./software-keys.ts";

/** On Windows there is no `O_SYNC`. */
const { O_CREAT, O_EXCL, O_SYNC, O_WRONLY } = constants as Partial<typeof constants> & {
  [Name in "O_CREAT" | "O_EXCL" | "O_WRONLY"]: number;
};
const OTHERS_BITS = 0o077;

/**
 * Keys in a file that only the service may read (mode 0400 in a folder of mode 0700). `mayCreate` is true as long
 * as nothing is sealed: after that a missing file is a lost or forgotten key, and a new one would hide it.
 */
export function fileKeys(
  path: string,
  mayCreate: boolean,
  random: Random,
  notify: (notice: string) => void,
): KeyEncryptionKeys {
  if (!exists(path)) {
    if (!mayCreate) throw new CustodyRefusesToStart(missingKey(path));
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeKeyFile(path, newKeyLine(random));
    notify(backupNotice(path));
  }
  return softwareKeys(
    () => readKeyFile(path),
    async () => addKey(path, random, notify),
  );
}

function addKey(path: string, random: Random, notify: (notice: string) => void): string {
  const before = readFileSync(path, "utf8");
  writeKeyFile(path, newKeyLine(random) + before);
  notify(backupNotice(path));
  return path;
}

function readKeyFile(path: string): KeyRing {
  refuseOpenModes(path);
  return parseKeyRing(readFileSync(path, "utf8"), path);
}

/** On Windows modes say nothing: there the folder's own access list protects the key. */
function refuseOpenModes(path: string): void {
  if (process.platform === "win32") return;
  for (const place of [dirname(path), path])
    if ((statSync(place).mode & OTHERS_BITS) !== 0)
      throw new CustodyRefusesToStart(
        `Altri utenti della macchina possono aprire ${place}: togliere i permessi (chmod go= '${place}') e valutare se sostituire la chiave.`,
      );
}

/**
 * Written beside and then put in place, so that a crash leaves the old file or the new one. Each write goes to disk
 * before it returns; the second one takes the new name there too, which a power cut could otherwise lose while
 * the database already holds rows sealed under the new key. (This process may not call `fsync`.)
 */
function writeKeyFile(path: string, text: string): void {
  const draft = `${path}.new`;
  const bytes = Buffer.from(text, "latin1");
  rmSync(draft, { force: true });
  const file = openSync(draft, O_WRONLY | O_CREAT | O_EXCL | (O_SYNC ?? 0), 0o400);
  try {
    writeSync(file, bytes, 0, bytes.length, 0);
    renameSync(draft, path);
    writeSync(file, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(file);
    bytes.fill(0);
  }
}

function newKeyLine(random: Random): string {
  const bytes = random.bytes(KEY_BYTES);
  const line = `${bytes.toString("base64")}\n`;
  bytes.fill(0);
  return line;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function missingKey(path: string): string {
  return [
    `Manca la chiave di custodia ${path}, ma nella banca dati ci sono tessere sigillate con essa.`,
    "Rimettere al suo posto la copia di sicurezza del file. Senza quella chiave le tessere non si aprono più",
    "e vanno riemesse; per questo il servizio non ne crea una nuova da solo.",
  ].join("\n");
}

function backupNotice(path: string): string {
  const line = "=".repeat(88);
  return [
    line,
    "  È STATA CREATA UNA NUOVA CHIAVE DI CUSTODIA",
    `  ${path}`,
    "",
    "  FARNE SUBITO UNA COPIA su un supporto separato (chiavetta in cassaforte), lontano dalle copie",
    "  della banca dati. Se si perde, TUTTE le tessere vanno riemesse. Se qualcuno la copia insieme",
    "  alla banca dati, la protezione delle tessere resta solo nel loro codice stampato.",
    line,
  ].join("\n");
}
