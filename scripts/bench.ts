/**
 * Measures the payment service on this machine: a throw-away town with a hundred tills, a real signer, a real database
 * and a local chain. The load is made here, on the same cores.
 *
 *   npm run bench                          about four minutes
 *   npm run bench -- --json                one JSON object
 *   npm run bench -- --payments 100000     goes on until so many were made, and watches the memory
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
import { createSale } from "./bench/till-load.ts";
import { ensureBuilt } from "./build.ts";

/** Each account may have 24 payments open at once, and here none settles before all were made. */
const CARDS = 400;

type Options = { readonly payments: number; readonly say: (line: string) => void };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: "boolean" }, payments: { type: "string", default: "0" } },
  });
  const say = (line: string) => void process.stderr.write(`bench: ${line}\n`);
  await ensureBuilt();
  const figures = await measure({ payments: Number(values.payments), say });
  if (values.json === true) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else
    for (const [name, value] of Object.entries(figures))
      process.stdout.write(`${name.padEnd(32)} ${value}\n`);
}

async function measure({ payments, say }: Options): Promise<Record<string, number>> {
  say("argon2id alone");
  const bound = await measureArgon2();
  say("a town with 100 tills");
  const town = await startBenchTown(CARDS, () => undefined);
  try {
    const figures = await measureTown(town, say, payments);
    const share = figures["accepted_per_s"]! / bound;
    return {
      argon2_bound_per_s: rounded(bound),
      accepted_share_of_bound: rounded(share, 3),
      ...figures,
    };
  } finally {
    await town.stop();
  }
}

async function measureTown(town: BenchTown, say: Options["say"], payments: number) {
  const sale = createSale(town);
  say("all that the service accepts");
  const saturation = await measureSaturation(sale);
  say("40 payments a second");
  const pace = await measurePace(sale);
  say("more than it accepts");
  const shedding = await measureShedding(sale);
  say("settlement");
  const settlement = await measureSettlement(town);
  say("the indexer, from the first block");
  const indexer = await measureIndexer(town);
  const memory = await measureMemory(town, sale, payments, say);
  say(
    JSON.stringify({ ...saturation, ...pace, ...shedding, ...settlement, ...indexer, ...memory }),
  );
  say("1,000, 10,000 and 100,000 cards");
  const costs = await measureCosts(town, sale);
  return { ...saturation, ...pace, ...shedding, ...settlement, ...indexer, ...memory, ...costs };
}

await main();
