import pg from "pg";

import { eventually } from "./played-town.ts";

/** A row that somebody else holds: whoever wants it waits. */
export type HeldRow = {
  /** Answers once somebody waits for it. */
  isWaitedFor(): Promise<void>;
  release(): Promise<void>;
};

export async function holdRow(ownerUrl: string, table: string, id: string): Promise<HeldRow> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  await client.query("begin");
  await client.query(`select from ${client.escapeIdentifier(table)} where id = $1 for update`, [
    id,
  ]);
  const waiting = () =>
    client.query(
      "select from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))",
    );
  return {
    isWaitedFor: () => eventually("somebody waits", async () => (await waiting()).rowCount !== 0),
    release: () => client.end(),
  };
}
