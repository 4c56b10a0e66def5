import { encodeTransfers } from "../../server/settlement/voucher-calls.ts";
import { type Database, openDatabase } from "../../server/shared/database.ts";
import { type TestDatabase, startTestDatabase } from "../support/throwaway-postgres.ts";
import { planOf } from "./plan.ts";
import { MEMORY, type SeedRun, runSeed } from "./run-seed.ts";
import { createSqlBank } from "./sql-bank.ts";
import { journalDifferences } from "./sql-snapshot.ts";
import { simulateNow } from "./sql-town.ts";
import { must } from "./watch.ts";
import type { Tell, Tier } from "./world.ts";

/** A PostgreSQL of its own whose `now()` is the simulation's. */
export type SimulatedDatabase = { readonly db: Database; stop(): Promise<void> };

export async function startSimulatedDatabase(): Promise<SimulatedDatabase> {
  const server: TestDatabase = await startTestDatabase();
  const owner = openDatabase(server.ownerUrl, 1);
  await simulateNow(owner).finally(() => owner.destroy());
  const db = openDatabase(server.ownerUrl, 4);
  const stop = async () => {
    await db.destroy();
    await server.stop();
  };
  return { db, stop };
}

export function sqlTier(db: Database): Tier {
  return {
    openBank: (parts) => createSqlBank(db, parts),
    encode: encodeTransfers,
    checkEvery: 8,
  };
}

/** Runs a seed on PostgreSQL, and says what happened, in the same words as the memory tier. */
export async function runSqlSeed(db: Database, seed: number, tell: Tell) {
  const run = await runSeed(seed, sqlTier(db), tell, planOf(seed));
  const differences = await journalDifferences(db);
  must(differences.length === 0, `I12: the journal differs for ${differences.join(", ")}`);
  return run;
}

/** Runs a seed in both tiers and compares all that happened, call by call. */
export async function runInBothTiers(db: Database, seed: number): Promise<SeedRun> {
  const inMemory: string[] = [];
  await runSeed(seed, MEMORY, (line) => inMemory.push(line()));
  const inSql: string[] = [];
  const run = await runSqlSeed(db, seed, (line) => inSql.push(line()));
  const at = inMemory.findIndex((line, index) => line !== inSql[index]);
  must(
    at === -1 && inMemory.length === inSql.length,
    `the tiers differ at ${at}: in memory "${inMemory[at]}", in PostgreSQL "${inSql[at]}"`,
  );
  return run;
}
