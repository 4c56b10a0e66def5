import type pg from "pg";

/**
 * A broken connection is told to the next query on it, and replaced. Without these listeners it would end the process:
 * one for connections that nobody uses, one for those of a transaction that is busy elsewhere, with the signer for one.
 */
export function outliveBrokenConnections(pool: pg.Pool): void {
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
}
