import { expect } from "chai";

import { runInBothTiers, startSimulatedDatabase } from "./run-sql.ts";
import type { SimulatedDatabase } from "./run-sql.ts";

const SEEDS = 8;
/** One that found something which only the real modules could show again. */
const KNOWN = [86];

describe("The money path on PostgreSQL, simulated", function () {
  this.timeout(420_000);
  let database: SimulatedDatabase;

  before(async () => {
    database = await startSimulatedDatabase();
  });

  after(() => database?.stop());

  it(`does in PostgreSQL what it does in memory, call by call, for ${SEEDS} seeds`, async () => {
    let settled = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1)
      settled += (await runInBothTiers(database.db, seed)).settled;
    expect(settled).to.be.greaterThan(SEEDS);
  });

  for (const seed of KNOWN)
    it(`does so for seed ${seed}, which once failed`, async () => {
      await runInBothTiers(database.db, seed);
    });
});
