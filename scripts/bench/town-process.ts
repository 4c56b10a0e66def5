/**
 * The town that is measured, as a process of its own: what asks it must not share its thread. Started by
 * `scripts/bench.ts`, which tells it over the channel between them what to do next.
 */
import { join } from "node:path";

import { composeService } from "../../server/app/compose.ts";
import { createClosing } from "../../server/app/closing.ts";
import { readConfig } from "../../server/app/config.ts";
import { freePort } from "../../server/app/free-port.ts";
import { newMemory } from "../../server/indexer/read-range.ts";
import { rebuild } from "../../server/indexer/relearn.ts";
import { openProgrammes } from "../../server/programmes/programmes.ts";
import { readBooks } from "../../server/reconciliation/read-books.ts";
import { PROJECTIONS } from "../../server/app/projections.ts";
import { connectChain } from "../../server/shared/chain-rpc.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { openDatabase } from "../../server/shared/database.ts";
import { createLog } from "../../server/shared/log.ts";
import { type Stack, THROW_AWAY_SETTINGS, startThrowAwayStack } from "../stack.ts";
import { addPlainCards } from "./plain-cards.ts";
import type { TownAnswer, TownOrder } from "./town-orders.ts";

const log = createLog("silent", "bench");

async function main(): Promise<void> {
  // Payments wait until they are told to settle, so that both can be measured apart.
  const stack = await startThrowAwayStack({
    keyIn: "file",
    settings: {
      BORGO_ROLES: "api,indexer",
      BORGO_RECONCILE_EVERY_SECONDS: "86400",
      BORGO_LOG_LEVEL: "silent",
    },
  });
  const closing = createClosing(log);
  closing.add("stack", () => stack.stop());
  process.on("message", (order: TownOrder) => void obey(stack, closing, order));
  process.once("disconnect", () => void closing.run().then(() => process.exit(0)));
  tell({ did: "start", url: stack.url, databaseUrl: stack.ownerUrl });
}

function tell(answer: TownAnswer): void {
  process.send!(answer);
}

async function obey(
  stack: Stack,
  closing: ReturnType<typeof createClosing>,
  order: TownOrder,
): Promise<void> {
  switch (order.do) {
    case "grow":
      await addPlainCards(stack.ownerUrl, order.cards);
      return tell({ did: "grow" });
    case "settle":
      await startSettler(stack, closing);
      return tell({ did: "settle" });
    case "measure":
      globalThis.gc?.();
      return tell({ did: "measure", memoryMb: process.memoryUsage().rss / 1024 / 1024 });
    case "rebuild":
      return tell({ did: "rebuild", ...(await timeRebuild(stack)) });
    case "reconcile":
      return tell({ did: "reconcile", seconds: await timeBooks(stack) });
    case "stop":
      await closing.run();
      process.exit(0);
  }
}

/** A replica that only settles. */
async function startSettler(
  { replica, deployment, rpcUrl, dataFolder }: Stack,
  closing: ReturnType<typeof createClosing>,
): Promise<void> {
  const port = String(await freePort());
  const settings = {
    ...THROW_AWAY_SETTINGS,
    BORGO_ROLES: "settler",
    PORT: port,
    BORGO_LOG_LEVEL: "silent",
  };
  const config = readConfig(settings);
  const parts = { ...replica, config, log, clock: systemClock, deployment, rpcUrls: [rpcUrl] };
  const markFile = join(dataFolder, `database-mark-${port}`);
  await composeService({ ...parts, markFile }, closing);
}

/** How long all of it takes, and how long from the first question to the node: the rest is forgetting. */
async function timeRebuild({ ownerUrl, rpcUrl, deployment }: Stack) {
  const db = openDatabase(ownerUrl, 2);
  const ports = { clock: systemClock, log };
  const chain = connectChain(ports, readConfig({}).chain, [rpcUrl]);
  let readFromMs: number | undefined;
  const logs: typeof chain.logs = (...range) => {
    readFromMs ??= performance.now();
    return chain.logs(...range);
  };
  const startedMs = performance.now();
  try {
    await rebuild({
      ...{ ...ports, db, chain: { ...chain, logs }, deployment },
      projections: PROJECTIONS,
      memory: newMemory(),
    });
    const endedMs = performance.now();
    return {
      seconds: (endedMs - startedMs) / 1000,
      readingSeconds: (endedMs - readFromMs!) / 1000,
    };
  } finally {
    await db.destroy();
  }
}

/** What one comparison of journal and accounts takes. The plain cards are not on chain, so it finds them all. */
async function timeBooks({ ownerUrl }: Stack): Promise<number> {
  const db = openDatabase(ownerUrl, 1);
  try {
    const [programme] = await openProgrammes(db);
    const startedMs = performance.now();
    await readBooks(db, programme!.id, []);
    return (performance.now() - startedMs) / 1000;
  } finally {
    await db.destroy();
  }
}

await main();
