import { chmod, mkdir, open, readFile, readdir, realpath, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";

import { CannotStart } from "./cannot-start.ts";
import { isStillRunning, markOfProcess, pidOf } from "./running-process.ts";

const MARKER = "borgo-data.json";
const LOCK = "in-use";
const FORMAT = 1;

/** The folder with all that this installation keeps, held by this process alone. */
export type DataFolder = { readonly path: string; close(): Promise<void> };

/**
 * Opens the data folder, or makes it where there is none or an empty one. Throws `CannotStart` where the folder is of
 * something else, of a newer version, in use by another process, or cannot be written. Nothing in it is ever deleted.
 */
export async function openDataFolder(asked: string): Promise<DataFolder> {
  const path = await makeFolder(resolve(asked));
  await checkMarker(path);
  await takeLock(path);
  return { path, close: () => rm(join(path, LOCK), { force: true }) };
}

async function makeFolder(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700);
    return await realpath(path);
  } catch (error) {
    throw new CannotStart(
      `La cartella dei dati ${path} non si può creare o usare (${codeOf(error)}): controllare i permessi, o indicarne un'altra con BORGO_DATA.`,
      { cause: error },
    );
  }
}

async function checkMarker(path: string): Promise<void> {
  const marker = await readFile(join(path, MARKER), "utf8").catch(() => undefined);
  if (marker === undefined) return await claim(path);
  const format = formatOf(marker);
  if (format === undefined)
    throw new CannotStart(
      `Il file ${join(path, MARKER)} è rovinato: rimettere la copia di sicurezza della cartella dei dati. Nulla è stato toccato.`,
    );
  if (format > FORMAT)
    throw new CannotStart(
      `La cartella dei dati ${path} è di una versione più nuova (formato ${format}, qui si legge fino al ${FORMAT}): aggiornare il programma. Nulla è stato toccato.`,
    );
}

async function claim(path: string): Promise<void> {
  const strangers = (await readdir(path)).filter((name) => name !== LOCK);
  if (strangers.length > 0)
    throw new CannotStart(
      `La cartella ${path} contiene già altro (${strangers.slice(0, 3).join(", ")}…) e non è di Borgo: indicare una cartella vuota con BORGO_DATA. Nulla è stato toccato.`,
    );
  await writeWhole(join(path, MARKER), `${JSON.stringify({ format: FORMAT })}\n`);
}

function formatOf(marker: string): number | undefined {
  try {
    const { format } = JSON.parse(marker) as { format?: unknown };
    return typeof format === "number" ? format : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the lock, over that of a process that is no more. */
async function takeLock(path: string): Promise<void> {
  const lock = join(path, LOCK);
  const holder = await readFile(lock, "utf8").catch(() => "");
  if (isStillRunning(holder) && pidOf(holder) !== process.pid) throw inUse(path, holder);
  const mine = markOfProcess(process.pid);
  await writeWhole(lock, mine, `.${process.pid}`);
  // Of two that start at once the later one's mark stays, and the other finds it here.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const now = await readFile(lock, "utf8").catch(() => "");
  if (now !== mine) throw inUse(path, now);
}

function inUse(path: string, holder: string): CannotStart {
  return new CannotStart(
    `La cartella dei dati ${path} è già in uso dal processo ${pidOf(holder)}: fermarlo, o indicare un'altra cartella con BORGO_DATA.`,
  );
}

async function writeWhole(path: string, text: string, suffix = ""): Promise<void> {
  const draft = `${path}.new${suffix}`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
