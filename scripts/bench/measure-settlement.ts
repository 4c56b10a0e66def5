import pg from "pg";

import type { BenchTown } from "./bench-town.ts";
import { rounded } from "./figures.ts";
import { addWaitingPayments } from "./waiting-payments.ts";

const LOOK_EVERY_MS = 250;
/** Waiting beside those that tills made, so that it is measured for longer than a batch takes. */
const STOCK = 9_000;

/** How long the settler takes for all payments that wait, from its start to the last one that is final and read. */
export async function measureSettlement(town: BenchTown): Promise<Record<string, number>> {
  await addWaitingPayments(town.databaseUrl, town.treasury, STOCK);
  const client = new pg.Client(town.databaseUrl);
  await client.connect();
  try {
    const waiting = async () => {
      const text =
        "select count(*)::int as count from payment where state in ('accepted', 'batched')";
      return (await client.query<{ count: number }>(text)).rows[0]!.count;
    };
    const count = await waiting();
    const startedMs = performance.now();
    await town.order({ do: "settle" });
    while ((await waiting()) > 0)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const seconds = (performance.now() - startedMs) / 1000;
    return { settled_payments: count, settled_per_s: rounded(count / seconds) };
  } finally {
    await client.end();
  }
}

/**
 * How fast the indexer reads the whole chain and applies it, from its first block; and the same with what a rebuild does
 * before, which is to forget it all.
 */
export async function measureIndexer(town: BenchTown): Promise<Record<string, number>> {
  const answer = await town.order({ do: "rebuild" });
  if (answer.did !== "rebuild") throw new Error("The town did not rebuild.");
  const client = new pg.Client(town.databaseUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(
      "select count(*)::int as count from chain_event",
    );
    const { count } = rows[0]!;
    return {
      indexer_events: count,
      indexer_events_per_s: rounded(count / answer.readingSeconds),
      rebuild_events_per_s: rounded(count / answer.seconds),
    };
  } finally {
    await client.end();
  }
}
