import { isDeepStrictEqual } from "node:util";

import { clientFor } from "../support/bare-node.ts";
import { run } from "../support/throwaway-postgres.ts";
import { violationsIn } from "./judge-world.ts";
import { Mining, hasMinedBatch, takeBack } from "./mining.ts";
import type { Part } from "./report.ts";
import { saleOf, sell } from "./tills.ts";
import { startFaultTown } from "./town.ts";
import { type World, pause } from "./world.ts";

/** Two epochs of so many blocks until a block is final: deeper than the deepest reorg. */
const BLOCKS_PER_EPOCH = 34;
const FINAL_AFTER = 2 * BLOCKS_PER_EPOCH + 2;

/** Takes blocks above the final one back, at these depths, each with a settlement in them, and kills the service now and then. */
export async function reorganise(depths: readonly number[], randomOf: () => number): Promise<Part> {
  const mining = new Mining();
  const town = await startFaultTown({
    ...{ replicas: 1, blocksPerEpoch: BLOCKS_PER_EPOCH, onForgotten: "halt" },
    onWorld: (chain) => void mining.run(chain),
  });
  const { world, history, before, cards, tills } = town;
  const violations: string[] = [];
  let takenBack = 0;
  try {
    for (const [index, depth] of depths.entries()) {
      const card = cards[index % cards.length]!;
      mining.isPaused = true;
      await sell(history, () => world.urls, tills[index % tills.length]![0], saleOf(card, 5));
      if (await hasMinedBatch(world)) takenBack += 1;
      await takeBack(world, depth);
      mining.isPaused = false;
      await pause(randomOf() * 500);
      if (index % 8 === 7) {
        await world.killReplica(0);
        await world.startReplica(0);
      }
    }
    await finalise(world);
    violations.push(...(await violationsIn(world, history, before)));
    violations.push(...(await haltsBelowFinality(world)));
  } finally {
    mining.stop();
    await world.stop();
  }
  if (takenBack < depths.length / 2)
    violations.push(`only ${takenBack} settlements were taken back`);
  const name = `reorgs of depth ${depths[0]} to ${depths.at(-1)}, ${takenBack} with settlements in them, and one below finality`;
  return { name, operations: history.operations, faults: depths.length + 1, violations };
}

async function finalise({ chain }: World): Promise<void> {
  await clientFor(chain.rpcUrl).mine({ blocks: FINAL_AFTER });
}

/** A reorg below the final block: the service stops and says so, and what it stored stays as it is. */
async function haltsBelowFinality(world: World): Promise<string[]> {
  const events = () => run(world.ownerUrl, "select * from chain_event order by 1, 2");
  await finalise(world);
  const before = await events();
  // Blocks without a transaction come out the same again: one with a settlement has to be among them.
  const [last] = await run<{ block: string }>(
    world.ownerUrl,
    "select max(settled_block)::text as block from signed_transfer",
  );
  const head = await clientFor(world.chain.rpcUrl).getBlockNumber({ cacheTime: 0 });
  await takeBack(world, Number(head - BigInt(last!.block)) + 1);
  await finalise(world);
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const health = (await (await fetch(`${world.urls[0]}/health`)).json()) as Health;
    if (health.chain.status === "halted")
      return isDeepStrictEqual(await events(), before) ? [] : ["a halted indexer changed events"];
    await pause(300);
  }
  return ["a reorg below finality halted nobody"];
}

type Health = { readonly chain: { readonly status: string } };
