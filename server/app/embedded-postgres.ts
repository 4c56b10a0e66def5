import { randomBytes } from "node:crypto";
import { join } from "node:path";

import pg from "pg";

import type { Log } from "../shared/log.ts";
import { CannotStart } from "./cannot-start.ts";
import { freePort } from "./free-port.ts";
import { type LeashedProcess, startLeashed } from "./leashed-process.ts";
import { type Cluster, OWNER_ROLE, openCluster } from "./postgres-cluster.ts";
import { type PostgresPrograms, findPostgresPrograms } from "./postgres-programs.ts";

const DATABASE = "borgo";
const STARTS = 3;
const READY_WITHIN_MS = 60_000;
const CONNECTIONS = 100;

export type EmbeddedPostgres = {
  /** Address of the database as its owner, who may do everything. */
  readonly ownerUrl: string;
  /** Where its files are; inside the data folder unless root runs this process. */
  readonly clusterFolder: string;
  /** Lets a role that the migrations made log in, with a new password, and answers its address. */
  urlFor(role: "borgo_api" | "borgo_signer"): Promise<string>;
  stop(): Promise<void>;
};

type Options = { readonly dataFolder: string; readonly log: Log };

/**
 * Starts PostgreSQL on the cluster that the data folder keeps, reachable from this machine alone, and only with a
 * password. Throws `CannotStart` with an Italian text.
 */
export async function startEmbeddedPostgres({
  dataFolder,
  log,
}: Options): Promise<EmbeddedPostgres> {
  const programs = await findPostgresPrograms();
  const cluster = await openCluster(dataFolder, programs);
  const logFile = join(dataFolder, "postgres.log");
  const { server, port } = await startServer(programs, cluster, logFile);
  const urlOf = (role: string, password: string, database: string) =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  await createDatabaseIfMissing(urlOf(OWNER_ROLE, cluster.password, "postgres"));
  const ownerUrl = urlOf(OWNER_ROLE, cluster.password, DATABASE);
  log.debug({ port }, "PostgreSQL is up");
  return {
    ownerUrl,
    clusterFolder: cluster.folder,
    urlFor: async (role) => urlOf(role, await letLogIn(ownerUrl, role), DATABASE),
    stop: () => server.stop(),
  };
}

/** A free port can be taken by somebody else before the server has it, hence more than one start. */
async function startServer(
  programs: PostgresPrograms,
  cluster: Cluster,
  logFile: string,
): Promise<{ server: LeashedProcess; port: number }> {
  for (let start = 1; start <= STARTS; start += 1) {
    const port = await freePort();
    const server = startLeashed({
      program: join(programs.folder, "postgres"),
      arguments: serverArguments(cluster.folder, port),
      signal: "SIGINT",
      owner: programs.owner,
      logFile,
    });
    const url = `postgres://${OWNER_ROLE}:${cluster.password}@127.0.0.1:${port}/postgres`;
    if (await isReady(server, url)) return { server, port };
    await server.stop();
  }
  throw new CannotStart(
    `Il database locale non parte: il motivo è in fondo a ${logFile}. I dati in ${cluster.folder} non sono stati toccati.`,
  );
}

function serverArguments(folder: string, port: number): string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: CONNECTIONS,
    log_line_prefix: "%m [%p] ",
    // Statements can carry personal data, and the log is for whoever runs the machine.
    log_min_error_statement: "panic",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return ["-D", folder, "-p", String(port), ...options];
}

async function isReady(server: LeashedProcess, url: string): Promise<boolean> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (server.isRunning() && Date.now() < deadline) {
    if (await canConnect(url)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabaseIfMissing(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [
      DATABASE,
    ]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}

async function letLogIn(ownerUrl: string, role: string): Promise<string> {
  const password = randomBytes(24).toString("hex");
  await withClient(ownerUrl, async (client) => {
    await client.query(`alter role ${role} login password '${password}'`);
  });
  return password;
}

async function withClient(url: string, act: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}
