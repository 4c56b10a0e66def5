/**
 * What a payment costs on chain, beside what others publish and beside the least that any program could need.
 *
 *   npm run bench:gas                  prints tables
 *   npm run bench:gas -- --json        prints one JSON object: gas for each item
 *   npm run bench:gas -- --write       writes docs/gas.md and the snapshot that `npm test` compares
 *
 * Everything is measured in one run, on Hardhat's own node: transaction gas divided by the items in it.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { measureOthersNow, measureOwn } from "./bench-gas/measure.ts";
import { type Figures, tablesOf } from "./bench-gas/report.ts";
import { withTables } from "./bench/written-tables.ts";
import { CONTRACTS, ensureBuilt } from "./build.ts";

const PROJECT = join(import.meta.dirname, "..");
const PAGE = join(PROJECT, "docs/gas.md");
const SNAPSHOT = join(PROJECT, "test/contracts/snapshots/gas.json");

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: "boolean" }, write: { type: "boolean" } },
  });
  await ensureBuilt([CONTRACTS]);
  const figures: Figures = { ...(await measureOwn()), others: await measureOthersNow() };
  if (values.write) await write(figures);
  const { hardforks, bytecode, others } = figures;
  const text = values.json
    ? JSON.stringify({ ...hardforks.osaka, others, hardforks, bytecode })
    : tablesOf(figures);
  process.stdout.write(`${text}\n`);
}

async function write(figures: Figures): Promise<void> {
  await writeFile(SNAPSHOT, `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(PAGE, withTables(await readFile(PAGE, "utf8"), "bench:gas", tablesOf(figures)));
}

await main();
