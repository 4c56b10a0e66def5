import { spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";

import { openDatabase } from "../../server/shared/database.ts";
import { migrate } from "../../server/migrations/migrations.ts";

/** A database of its own for one test file, migrated, with addresses for each role. */
export type TestDatabase = {
  readonly ownerUrl: string;
  readonly apiUrl: string;
  readonly signerUrl: string;
};

const BINARIES = "/usr/lib/postgresql/15/bin";
let cluster: Promise<number> | undefined;
let databases = 0;

/** Makes a database in this process's PostgreSQL, which starts at the first call and ends with the process. */
export async function createTestDatabase(): Promise<TestDatabase> {
  cluster ??= startCluster();
  const port = await cluster;
  databases += 1;
  const name = `borgo_test_${databases}`;
  await run(urlOf(port, "postgres", "postgres"), `create database ${name}`);
  const ownerUrl = urlOf(port, "postgres", name);
  const db = openDatabase(ownerUrl, 1);
  await migrate(db);
  await db.destroy();
  await run(ownerUrl, "alter role borgo_api login; alter role borgo_signer login");
  return {
    ownerUrl,
    apiUrl: urlOf(port, "borgo_api", name),
    signerUrl: urlOf(port, "borgo_signer", name),
  };
}

/** Runs statements as the database's owner and answers the last one's rows. */
export async function run<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values?: unknown[],
): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const result = await client.query<Row>(text, values);
    return result.rows;
  } finally {
    await client.end();
  }
}

function urlOf(port: number, role: string, database: string): string {
  return `postgres://${role}@127.0.0.1:${port}/${database}`;
}

async function startCluster(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "borgo-postgres-"));
  const data = join(folder, "data");
  const port = await freePort();
  const owner = ownerOf(folder);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200`;
  control(owner, "initdb", [
    "-D",
    data,
    "-U",
    "postgres",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--no-sync",
  ]);
  control(owner, "pg_ctl", ["-D", data, "-o", options, "-l", join(folder, "log"), "-w", "start"]);
  process.once("exit", () => {
    control(owner, "pg_ctl", ["-D", data, "-m", "immediate", "stop"]);
    rmSync(folder, { recursive: true, force: true });
  });
  return port;
}

/** PostgreSQL refuses to run as root. */
function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ["-u", "-g"].map((flag) =>
    Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout),
  ) as [number, number];
  chownSync(folder, uid, gid);
  return { uid, gid };
}

function control(owner: { uid?: number; gid?: number }, program: string, args: string[]): void {
  const { status, stderr } = spawnSync(join(BINARIES, program), args, {
    ...owner,
    cwd: "/",
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
