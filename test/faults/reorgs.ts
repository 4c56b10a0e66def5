import { clientFor } from "../support/bare-node.ts";
import { run } from "../support/throwaway-postgres.ts";
import { violationsIn } from "./judge-world.ts";
import type { Part } from "./report.ts";
import { saleOf, sell } from "./tills.ts";
import { startFaultTown } from "./town.ts";
import { type World, pause } from "./world.ts";

/** Two epochs of so many blocks until a block is final: deeper than the deepest reorg. */
const BLOCKS_PER_EPOCH = 34;
const FINAL_AFTER = 2 * BLOCKS_PER_EPOCH + 2;
const BLOCK_EVERY_MS = 150;

/** Takes blocks above the final one back, at these depths, with settlements in them, and kills the service in between. */
export async function reorganise(depths: readonly number[], randomOf: () => number): Promise<Part> {
  const mining = new AbortController();
  const town = await startFaultTown({
    ...{ replicas: 1, blocksPerEpoch: BLOCKS_PER_EPOCH, onForgotten: "halt" },
    onWorld: (chain) => void mine(chain, mining.signal),
  });
  const { world, history, before, cards, tills } = town;
  const violations: string[] = [];
  try {
    for (const [index, depth] of depths.entries()) {
      const card = cards[index % cards.length]!;
      await sell(history, () => world.urls, tills[index % tills.length]![0], saleOf(card, 5));
      await pause(randomOf() * 1_500);
      await takeBack(world, depth);
      if (index % 8 === 7) {
        await world.killReplica(0);
        await world.startReplica(0);
      }
    }
    await finalise(world);
    violations.push(...(await violationsIn(world, history, before)));
    violations.push(...(await haltsBelowFinality(world)));
  } finally {
    mining.abort();
    await world.stop();
  }
  const name = `reorgs of depth ${depths[0]} to ${depths.at(-1)}, and one below finality`;
  return { name, operations: history.operations, faults: depths.length + 1, violations };
}

async function mine(chain: { rpcUrl: string }, signal: AbortSignal): Promise<void> {
  const node = clientFor(chain.rpcUrl);
  while (!signal.aborted) {
    await node.mine({ blocks: 2 }).catch(() => undefined);
    await pause(BLOCK_EVERY_MS);
  }
}

async function takeBack({ chain }: World, depth: number): Promise<void> {
  const request = { method: "anvil_reorg", params: [depth, []] };
  await clientFor(chain.rpcUrl).request(request as never);
}

async function finalise({ chain }: World): Promise<void> {
  await clientFor(chain.rpcUrl).mine({ blocks: FINAL_AFTER });
}

/** A reorg below the final block: the service stops and says so, and what it stored stays as it is. */
async function haltsBelowFinality(world: World): Promise<string[]> {
  const events = () => run(world.ownerUrl, "select * from chain_event order by 1, 2");
  await finalise(world);
  const before = JSON.stringify(await events());
  await takeBack(world, FINAL_AFTER + 30);
  await finalise(world);
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const health = (await (await fetch(`${world.urls[0]}/health`)).json()) as Health;
    if (health.chain.status === "halted")
      return JSON.stringify(await events()) === before ? [] : ["a halted indexer changed events"];
    await pause(300);
  }
  return ["a reorg below finality halted nobody"];
}

type Health = { readonly chain: { readonly status: string } };
