/**
 * The service, PostgreSQL and the chain's node as real processes, under everything that goes wrong.
 *
 *   npm run test:faults                                    the full run
 *   npm run test:faults -- --kills 50 --requests 5000 --malformed 2000 --reorgs 8
 *   npm run test:faults -- --only kills,reorgs --seed 7    some parts
 *
 * Every part ends when all is quiet again and then looks: conservation holds, no acknowledged payment is lost, none is
 * there twice, nothing is reserved for nobody. The last line says what was tried and how many violations were found.
 */
import { parseArgs } from "node:util";

import { createDice } from "../simulation/seeded-random.ts";
import { crashAtEachPoint } from "./crash-points.ts";
import { fillTheDisk } from "./full-disk.ts";
import { sendMalformed } from "./malformed.ts";
import { killAtRandom } from "./random-kills.ts";
import { reorganise } from "./reorgs.ts";
import { replayAndMutate } from "./replays.ts";
import { type Part, closingLine, describePart } from "./report.ts";
import { raceForTheLastCents, sellInTheSameMoment } from "./same-moment.ts";
import { type FaultTown, startFaultTown } from "./town.ts";

type Settings = {
  readonly kills: number;
  readonly requests: number;
  readonly malformed: number;
  readonly reorgs: number;
  readonly rounds: number;
  readonly seed: number;
  readonly only: readonly string[] | undefined;
};

const DEEPEST_REORG = 64;
const SKEW_MS = 20_000;

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "500" },
      requests: { type: "string", default: "100000" },
      malformed: { type: "string", default: "50000" },
      reorgs: { type: "string", default: "64" },
      rounds: { type: "string", default: "1" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 1e6)) },
      only: { type: "string" },
    },
  });
  const { only, ...numbers } = values;
  const parsed = Object.entries(numbers).map(([name, text]) => [name, wholeNumber(name, text)]);
  return { ...(Object.fromEntries(parsed) as Omit<Settings, "only">), only: only?.split(",") };
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new RangeError(`--${name} wants a whole number, not "${text}".`);
}

/** The parts that share one town, in this order; each leaves it quiet. */
function partsOfTown(
  { kills, requests, malformed, rounds }: Settings,
  randomOf: () => number,
): Readonly<Record<string, (town: FaultTown) => Promise<Part>>> {
  return {
    moment: (town) => sellInTheSameMoment(town, { requests, randomOf }),
    race: raceForTheLastCents,
    replays: (town) => replayAndMutate(town, Math.min(1_000, Math.ceil(requests / 10))),
    malformed: (town) => sendMalformed(town, { requests: malformed, randomOf }),
    points: (town) => crashAtEachPoint(town, rounds),
    kills: (town) => killAtRandom(town, { kills, randomOf }),
  };
}

function depthsOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    Math.max(1, Math.round(((index + 1) * DEEPEST_REORG) / count)),
  );
}

async function main(): Promise<readonly Part[]> {
  const settings = readSettings();
  const { next: randomOf } = createDice(settings.seed, "faults");
  const isWanted = (name: string) => settings.only?.includes(name) ?? true;
  say(`seed ${settings.seed}`);
  const parts: Part[] = [];
  const add = async (part: Promise<Part>) => {
    const startedAt = performance.now();
    parts.push(await part);
    say(
      `${describePart(parts.at(-1)!)} in ${Math.round((performance.now() - startedAt) / 1000)} s`,
    );
  };
  const shared = Object.entries(partsOfTown(settings, randomOf)).filter(([name]) => isWanted(name));
  if (shared.length > 0) {
    const town = await startFaultTown({ skewsMs: [SKEW_MS, -SKEW_MS] });
    try {
      for (const [, play] of shared) await add(play(town));
    } finally {
      await town.world.stop();
    }
  }
  if (isWanted("reorgs")) await add(reorganise(depthsOf(settings.reorgs), randomOf));
  if (isWanted("disk")) await add(fillTheDisk());
  return parts;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const parts = await main();
say(closingLine(parts));
process.exit(parts.some(({ violations }) => violations.length > 0) ? 1 : 0);
