import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { OWNER_ROLE } from "./postgres-cluster.ts";

/** On which line of `postmaster.pid` the server's port stands. */
const PORT_LINE = 3;

/** Address, as its owner, of the database that a data folder's service is running; `undefined` where none runs. */
export async function runningClusterUrl(dataFolder: string): Promise<string | undefined> {
  const record = await readFile(join(dataFolder, "postgres.json"), "utf8").catch(() => undefined);
  if (record === undefined) return undefined;
  const { folder, password } = JSON.parse(record) as { folder: string; password: string };
  const pid = await readFile(join(folder, "postmaster.pid"), "utf8").catch(() => "");
  const port = Number(pid.split("\n")[PORT_LINE]);
  if (!(port > 0)) return undefined;
  return `postgres://${OWNER_ROLE}:${password}@127.0.0.1:${port}/borgo`;
}
