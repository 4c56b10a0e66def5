import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import pg from "pg";

import { freePort } from "../../server/app/free-port.ts";
import { startLeashed } from "../../server/app/leashed-process.ts";
import { findPostgresPrograms } from "../../server/app/postgres-programs.ts";
import { eventually } from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";
import type { World } from "./world.ts";

const execute = promisify(execFile);

/**
 * Copies the database's files while it works, by PostgreSQL's own functions for that: what was written meanwhile is in
 * the log that is copied last, and is applied when a server starts on the copy. Answers its folder.
 */
export async function copyWhileRunning({ ownerUrl, clusterFolder }: World): Promise<string> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  try {
    const copy = `${clusterFolder}.live-${Date.now()}`;
    await client.query("select pg_backup_start('borgo', true)");
    await copyChanging(clusterFolder, copy);
    const { rows } = await client.query<{ labelfile: string }>(
      "select labelfile from pg_backup_stop(false)",
    );
    await rm(join(copy, "postmaster.pid"), { force: true });
    await rm(join(copy, "pg_wal"), { recursive: true, force: true });
    await execute("cp", ["-a", join(clusterFolder, "pg_wal"), join(copy, "pg_wal")]);
    await writeFile(join(copy, "backup_label"), rows[0]!.labelfile);
    await giveTo(clusterFolder, copy);
    return copy;
  } finally {
    await client.end();
  }
}

/** Files may go away while they are copied; the log tells what was in them. */
async function copyChanging(from: string, to: string): Promise<void> {
  await execute("cp", ["-a", from, to]).catch((error: unknown) => {
    const complaints = String((error as { stderr?: string }).stderr)
      .trim()
      .split("\n");
    if (!complaints.every((line) => line.includes("No such file or directory"))) throw error;
  });
}

async function giveTo(likeFolder: string, folder: string): Promise<void> {
  await execute("chown", ["-R", `--reference=${likeFolder}`, folder]);
}

/** A second server that follows the first. */
export type Standby = {
  readonly folder: string;
  /** It stops following, and is ready to be started as the first. */
  promote(): Promise<void>;
  /** It is gone from the line, with what it has. */
  stop(): Promise<void>;
};

export async function startStandby(world: World): Promise<Standby> {
  const folder = await copyWhileRunning(world);
  const signal = join(folder, "standby.signal");
  await writeFile(signal, "");
  await giveTo(world.clusterFolder, signal);
  const { hostname, port, username, password } = new URL(world.ownerUrl);
  const primary = `host=${hostname} port=${port} user=${username} password=${password} application_name=standby`;
  const programs = await findPostgresPrograms();
  const own = await freePort();
  const settings = {
    ...{ listen_addresses: "127.0.0.1", unix_socket_directories: "", max_connections: "100" },
    primary_conninfo: primary,
  };
  const server = startLeashed({
    program: join(programs.folder, "postgres"),
    arguments: [
      ...["-D", folder, "-p", String(own)],
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    ...{ signal: "SIGINT", owner: programs.owner, logFile: join(world.folder, "standby.log") },
  });
  await eventually("a standby follows", () => isFollowing(world.ownerUrl));
  const url = new URL(world.ownerUrl);
  url.port = String(own);
  return {
    folder,
    promote: async () => {
      await run(url.href, "select pg_promote(true, 60)");
      await server.stop();
    },
    stop: async () => {
      await server.stop();
      await rm(signal, { force: true });
    },
  };
}

/** Whether the standby has everything that the first server has. */
async function isFollowing(ownerUrl: string): Promise<boolean> {
  const rows = await run(
    ownerUrl,
    "select from pg_stat_replication where state = 'streaming' and replay_lsn >= pg_current_wal_lsn()",
  );
  return rows.length > 0;
}

/** From now on a commit is answered when the standby has it too. */
export async function confirmByStandby(ownerUrl: string): Promise<void> {
  await run(ownerUrl, "alter system set synchronous_standby_names = 'ANY 1 (standby)'");
  await run(ownerUrl, "alter system set synchronous_commit = 'remote_write'");
  await run(ownerUrl, "select pg_reload_conf()");
  await eventually("a standby confirms", async () => {
    const rows = await run(
      ownerUrl,
      "select from pg_stat_replication where sync_state in ('sync', 'quorum')",
    );
    return rows.length > 0;
  });
}
