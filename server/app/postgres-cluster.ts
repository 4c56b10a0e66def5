import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { CannotStart } from "./cannot-start.ts";
import { type PostgresPrograms, ROOTS_FOLDER } from "./postgres-programs.ts";
import { isAlive, waitForEnd } from "./running-process.ts";

export const OWNER_ROLE = "borgo_owner";

/** The files of one PostgreSQL server, and the password of its owner. */
export type Cluster = { readonly folder: string; readonly password: string };

type Record = Cluster & { readonly state: "being_made" | "ready" };

/**
 * Opens the cluster that a data folder keeps, or makes one where there is none yet. Making it can be cut off at any
 * point and is taken up again. Throws `CannotStart` where the cluster is missing, of another version or unreadable.
 */
export async function openCluster(
  dataFolder: string,
  programs: PostgresPrograms,
): Promise<Cluster> {
  const record = (await readRecord(dataFolder)) ?? (await firstRecord(dataFolder, programs));
  if (record.state === "being_made") {
    if (!existsSync(record.folder)) await makeCluster(record, programs);
    await writeRecord(dataFolder, { ...record, state: "ready" });
  }
  await checkVersion(record.folder, programs);
  await endOrphan(record.folder);
  return record;
}

const recordOf = (dataFolder: string) => join(dataFolder, "postgres.json");

async function readRecord(dataFolder: string): Promise<Record | undefined> {
  const path = recordOf(dataFolder);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as Record;
    if (record.folder && record.password && record.state) return record;
  } catch {
    // Answered below, as a file with the wrong content is.
  }
  throw new CannotStart(
    `Il file ${path} è rovinato: rimettere la copia di sicurezza della cartella dei dati. Nulla è stato toccato.`,
  );
}

/** Written before there is a cluster: its password is never anywhere else. */
async function firstRecord(dataFolder: string, programs: PostgresPrograms): Promise<Record> {
  const inside = join(dataFolder, "postgres");
  if (existsSync(inside))
    throw new CannotStart(
      `In ${dataFolder} c'è un database ma manca ${recordOf(dataFolder)}, che ne tiene la chiave: rimettere la copia di sicurezza. Nulla è stato toccato.`,
    );
  const name = randomBytes(8).toString("hex");
  const folder = programs.owner === undefined ? inside : join(ROOTS_FOLDER, "clusters", name);
  const password = randomBytes(24).toString("hex");
  const record: Record = { folder, password, state: "being_made" };
  await writeRecord(dataFolder, record);
  return record;
}

async function writeRecord(dataFolder: string, record: Record): Promise<void> {
  const path = recordOf(dataFolder);
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(record, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/** A cluster has its name only once it is whole. */
async function makeCluster(
  { folder, password }: Cluster,
  programs: PostgresPrograms,
): Promise<void> {
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
  await mkdir(draft, { mode: 0o700 });
  const passwordFile = `${folder}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (programs.owner !== undefined)
    for (const path of [draft, passwordFile])
      await chown(path, programs.owner.uid, programs.owner.gid);
  try {
    await runInitdb(draft, passwordFile, programs);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, folder);
}

async function runInitdb(folder: string, passwordFile: string, programs: PostgresPrograms) {
  const options = [
    ...["--pgdata", folder, "--username", OWNER_ROLE, "--pwfile", passwordFile],
    ...["--auth", "scram-sha-256", "--encoding", "UTF8"],
    ...["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"],
  ];
  await new Promise<void>((resolve, reject) => {
    const program = join(programs.folder, "initdb");
    execFile(program, options, { cwd: "/", ...programs.owner }, (error, _output, complaint) => {
      if (error === null) return resolve();
      reject(
        new CannotStart(
          `Il database locale non si è potuto preparare in ${folder}: ${complaint.trim() || error.message}`,
          { cause: error },
        ),
      );
    });
  });
}

async function checkVersion(folder: string, programs: PostgresPrograms): Promise<void> {
  const found = (await readFile(join(folder, "PG_VERSION"), "utf8").catch(() => "")).trim();
  if (found === "")
    throw new CannotStart(
      `Il database di questa cartella dei dati non c'è più o non si legge (${folder}): rimettere la copia di sicurezza. Nulla è stato toccato.`,
    );
  const expected = await majorVersion(programs);
  if (found !== expected)
    throw new CannotStart(
      `Il database in ${folder} è di PostgreSQL ${found}, questo programma usa PostgreSQL ${expected}: portarlo con pg_dump e pg_restore, come dice il manuale d'esercizio. Nulla è stato toccato.`,
    );
}

async function majorVersion(programs: PostgresPrograms): Promise<string> {
  return await new Promise((resolve, reject) => {
    execFile(
      join(programs.folder, "postgres"),
      ["--version"],
      { cwd: "/", ...programs.owner },
      (error, output) =>
        error === null ? resolve(/\) (\d+)/.exec(output)?.[1] ?? output) : reject(error),
    );
  });
}

const SELF_END_MS = 3_000;
const ORDERLY_END_MS = 20_000;

/** A server left over from a killed process ends with its leash; where it did not, it is asked to. */
async function endOrphan(folder: string): Promise<void> {
  const text = await readFile(join(folder, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (!(pid > 0) || !(await isServerOf(folder, pid))) return;
  if (await waitForEnd(pid, SELF_END_MS)) return;
  process.kill(pid, "SIGINT");
  if (!(await waitForEnd(pid, ORDERLY_END_MS)))
    throw new CannotStart(
      `Il database locale di prima (processo ${pid}) non si ferma: chiudere quel processo e riprovare.`,
    );
}

/** The number in the file may meanwhile be another program's. */
async function isServerOf(folder: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined);
  return command === undefined || command.includes(folder);
}
