import { sql } from "kysely";

import { readCursor } from "../indexer/indexer.ts";
import { readQuarantine } from "../shared/quarantine.ts";
import { isUp } from "./is-up.ts";
import type { ServiceDeps } from "./service-deps.ts";

export type Health = {
  status: "ok" | "degraded";
  /** `recovering`: it has forgotten something, and is told again by the chain. */
  database: "up" | "down" | "recovering";
  custody: "up" | "down";
  chain: { status: "up" | "down" | "halted"; indexedBlock: number | null };
  version: string;
};

/** Whether the service and what it depends on are up. A silent chain is no reason to stop taking payments. */
export async function readHealth(deps: ServiceDeps, version: string): Promise<Health> {
  const [database, custody, isChainUp] = await Promise.all([
    isUp(async () => void (await sql`select 1`.execute(deps.db))),
    isUp(() => deps.custody.check()),
    isUp(async () => void (await deps.chain.latestHead())),
  ]);
  const cursor = database ? await readCursor(deps.db) : undefined;
  const isRecovering = database && (await readQuarantine(deps.db)) !== undefined;
  const chain = cursor?.haltedBecause != null ? "halted" : isChainUp ? "up" : "down";
  return {
    status: database && !isRecovering && custody && chain === "up" ? "ok" : "degraded",
    database: isRecovering ? "recovering" : database ? "up" : "down",
    custody: custody ? "up" : "down",
    chain: { status: chain, indexedBlock: cursor === undefined ? null : Number(cursor.number) },
    version,
  };
}
