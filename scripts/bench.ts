/**
 * Measures the payment service on this machine: a throw-away town with a hundred tills, a real signer, a real database
 * and a local chain. The load is made here, on the same cores.
 *
 *   npm run bench                          about five minutes
 *   npm run bench -- --json                one JSON object
 *   npm run bench -- --payments 100000     goes on until so many were made, and watches the memory
 *   npm run bench -- --only accept,pace    only these parts, of: accept pace shed settle index memory costs
 */
import { parseArgs } from "node:util";

import { type BenchTown, startBenchTown } from "./bench/bench-town.ts";
import { rounded } from "./bench/figures.ts";
import { measureArgon2 } from "./bench/measure-argon2.ts";
import {
  measureCosts,
  measureMemory,
  measurePace,
  measureSaturation,
  measureShedding,
} from "./bench/measure-payments.ts";
import { measureIndexer, measureSettlement } from "./bench/measure-settlement.ts";
import { type Sale, createSale } from "./bench/till-load.ts";
import { ensureBuilt } from "./build.ts";

/** Each account may have 24 payments open at once, and here none settles before all were made. */
const CARDS = 400;

type Say = (line: string) => void;
type Figures = Record<string, number>;
type Bench = {
  readonly town: BenchTown;
  readonly sale: Sale;
  readonly payments: number;
  readonly say: Say;
};

/** In this order: what is settled was accepted before, what is indexed was settled. */
const PARTS = {
  accept: { title: "all that the service accepts", measure: ({ sale }) => measureSaturation(sale) },
  pace: { title: "40 payments a second", measure: ({ sale }) => measurePace(sale) },
  shed: { title: "more than it accepts", measure: ({ sale }) => measureShedding(sale) },
  settle: { title: "settlement", measure: ({ town }) => measureSettlement(town) },
  index: {
    title: "the indexer, from the first block",
    measure: ({ town }) => measureIndexer(town),
  },
  memory: {
    title: "memory",
    measure: ({ town, sale, payments, say }) => measureMemory(town, sale, payments, say),
  },
  costs: {
    title: "1,000, 10,000 and 100,000 cards",
    measure: ({ town, sale }) => measureCosts(town, sale),
  },
} satisfies Record<string, { title: string; measure(bench: Bench): Promise<Figures> }>;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean" },
      payments: { type: "string", default: "0" },
      only: { type: "string" },
    },
  });
  const say = (line: string) => void process.stderr.write(`bench: ${line}\n`);
  const parts = partsOf(values.only);
  await ensureBuilt();
  const figures = await measure(parts, Number(values.payments), say);
  if (values.json === true) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else
    for (const [name, value] of Object.entries(figures))
      process.stdout.write(`${name.padEnd(32)} ${value}\n`);
}

/** Those named, in our order; all where none is. */
function partsOf(only: string | undefined) {
  const all = Object.entries(PARTS);
  if (only === undefined) return all;
  const names = only.split(",");
  const unknown = names.find((name) => !(name in PARTS));
  if (unknown !== undefined)
    throw new Error(`--only ${unknown}: parts are ${Object.keys(PARTS).join(" ")}.`);
  return all.filter(([name]) => names.includes(name));
}

async function measure(
  parts: ReturnType<typeof partsOf>,
  payments: number,
  say: Say,
): Promise<Figures> {
  say("argon2id alone");
  const bound = await measureArgon2();
  const figures: Figures = { argon2_bound_per_s: rounded(bound) };
  say("a town with 100 tills");
  const town = await startBenchTown(CARDS, () => undefined);
  const bench = { town, sale: createSale(town), payments, say };
  try {
    for (const [, { title, measure: measurePart }] of parts) {
      say(title);
      const found = await measurePart(bench);
      say(JSON.stringify(found));
      Object.assign(figures, found);
    }
  } finally {
    await town.stop();
  }
  const accepted = figures["accepted_per_s"];
  if (accepted === undefined) return figures;
  return { ...figures, accepted_share_of_bound: rounded(accepted / bound, 3) };
}

await main();
