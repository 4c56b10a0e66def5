import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";

import { measureOwn } from "../../scripts/bench-gas/measure.ts";
import { type Figures, HARDFORKS, tablesOf } from "../../scripts/bench-gas/report.ts";
import { withTables } from "../../scripts/bench/written-tables.ts";

/** Gas for each item that must never be exceeded, whatever the snapshot says. */
const CEILINGS = {
  payment_200_20: 13_500,
  payment_10_1: 15_900,
  payment_1: 44_000,
  issue_known_200: 8_400,
  issue_new_200: 25_400,
  reclaim_200: 8_400,
  redeem_1: 40_000,
  redeem_20: 12_500,
} as const;

const LARGEST_CODE_BYTES = 24_576;

describe("Gas and bytecode", () => {
  let measured: Awaited<ReturnType<typeof measureOwn>>;
  let snapshot: Figures;

  before(async function () {
    this.timeout(120_000);
    const path = join(import.meta.dirname, "snapshots/gas.json");
    snapshot = JSON.parse(await readFile(path, "utf8")) as Figures;
    measured = await measureOwn();
  });

  it("are what the snapshot says, to the gas and the byte (npm run bench:gas -- --write)", () => {
    const { hardforks, bytecode } = snapshot;
    expect(measured).to.deep.equal({ hardforks, bytecode });
  });

  for (const hardfork of HARDFORKS)
    it(`stay below the ceilings under ${hardfork}`, () => {
      for (const [name, ceiling] of Object.entries(CEILINGS))
        expect(measured.hardforks[hardfork][name], name).to.be.at.most(ceiling);
    });

  it("fit what a chain takes as one contract", () => {
    for (const [name, bytes] of Object.entries(measured.bytecode))
      expect(bytes, name).to.be.at.most(LARGEST_CODE_BYTES);
  });

  it("are printed in the page about them as measured", async () => {
    const page = await readFile(join(import.meta.dirname, "../../docs/gas.md"), "utf8");
    expect(page).to.equal(withTables(page, "bench:gas", tablesOf(snapshot)));
  });
});
