/**
 * What a public chain tells of a family: attackers on a drawn year of a town, for the service's own policy and others.
 *
 *   npm run bench:privacy                 prints tables
 *   npm run bench:privacy -- --json       prints one JSON object
 *   npm run bench:privacy -- --write      writes the tables into docs/privacy.md
 *   npm run bench:privacy -- --seed TEXT  draws another town
 *
 * The default policy is not described here: it is the rules of `core` and the settings of the service. Gas is that of
 * `npm run bench:gas`.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { type Prices, gasOfYear, readPrices } from "./bench-privacy/gas.ts";
import { measure } from "./bench-privacy/measure.ts";
import { playYear } from "./bench-privacy/play-year.ts";
import { FIXED, OTHERS, type Policy, USUAL } from "./bench-privacy/policies.ts";
import { type Row, type Variation, jsonOf, tablesOf } from "./bench-privacy/report.ts";
import { type TownYear, drawTownYear } from "./bench-privacy/town-year.ts";
import { withTables } from "./bench/written-tables.ts";

const PAGE = join(import.meta.dirname, "../docs/privacy.md");
/** Part of the families whose card is empty before the month is. */
const EMPTIED = 0.6;

const VARIATIONS = [
  { name: "no card is empty before the month is", emptied: 0, seed: "" },
  { name: "every card is", emptied: 1, seed: "" },
  { name: "as above, another town", emptied: EMPTIED, seed: "/2" },
  { name: "and another", emptied: EMPTIED, seed: "/3" },
];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean" },
      write: { type: "boolean" },
      seed: { type: "string", default: "borgo" },
    },
  });
  const prices = await readPrices();
  const town = drawTownYear(values.seed, EMPTIED);
  const rows = [FIXED, ...OTHERS, USUAL].map((policy) => rowOf(town, policy, prices, values.seed));
  const variations = VARIATIONS.map(({ name, emptied, seed }): Variation => {
    const other = drawTownYear(values.seed + seed, emptied);
    return { name, row: rowOf(other, USUAL, prices, values.seed + seed) };
  });
  const tables = tablesOf(rows, variations);
  if (values.write)
    await writeFile(PAGE, withTables(await readFile(PAGE, "utf8"), "bench:privacy", tables));
  const text = values.json ? jsonOf(rows.at(-1)!, rows, variations) : tables;
  process.stdout.write(`${text}\n`);
}

/** Measures a policy beside one fixed address whose payments go into batches of the same rhythm. */
function rowOf(town: TownYear, policy: Policy, prices: Prices, seed: string): Row {
  const measured = measure(town, policy, prices, seed);
  const pace = { ...policy.pace, spreadSeconds: 0 };
  const fixed = gasOfYear(playYear(town, { ...FIXED, pace }, seed), prices);
  const months = town.aid.length * 12;
  return {
    measured,
    gasRatio: (measured.gas * months) / fixed.real,
    gasRatioInFullBatches: (measured.gasInFullBatches * months) / fixed.inFullBatches,
  };
}

await main();
