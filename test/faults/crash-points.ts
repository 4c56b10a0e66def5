import { once } from "node:events";

import { clientFor } from "../support/bare-node.ts";
import { run } from "../support/throwaway-postgres.ts";
import { CRASH_POINTS, type CrashPoint } from "./crash-ports.ts";
import { violationsIn } from "./judge-world.ts";
import { takeBack } from "./mining.ts";
import type { Part } from "./report.ts";
import { saleOf, sell } from "./tills.ts";
import type { FaultTown } from "./town.ts";
import { type World, pause } from "./world.ts";

const DIES_WITHIN_MS = 60_000;
const BLOCK_EVERY_MS = 200;
const USUAL_BASE_FEE = 1_000_000_000n;

/** Ends the only replica with kill -9 at each crash point while tills sell, and looks what became of it. */
export async function crashAtEachPoint(
  town: FaultTown,
  rounds: number,
  points = Object.keys(CRASH_POINTS) as CrashPoint[],
): Promise<Part> {
  const { world, history, before } = town;
  const violations: string[] = [];
  let faults = 0;
  for (let round = 1; round < world.urls.length; round += 1) await world.killReplica(round);
  for (let round = 1; round <= rounds; round += 1)
    for (const point of points) {
      if (await crashAt(town, point, round)) faults += 1;
      else violations.push(`${point} was never reached`);
    }
  for (let index = 1; index < world.urls.length; index += 1) await world.startReplica(index);
  violations.push(...(await violationsIn(world, history, before)));
  return {
    name: "kill -9 at each crash point",
    operations: history.operations,
    faults,
    violations,
  };
}

/** Answers whether the replica died there. */
async function crashAt(town: FaultTown, point: CrashPoint, hit: number): Promise<boolean> {
  const { world } = town;
  await world.killReplica(0);
  await world.startReplica(0, { point, hit });
  const { process: child } = world.replicas[0]!;
  const ended = once(child, "exit").then(() => true);
  const node = clientFor(world.chain.rpcUrl);
  // A replacement is only made of what is not mined.
  const isStuck = point === "C8" || point === "C9";
  const freed = new AbortController();
  if (isStuck) await node.setAutomine(false);
  const outbidding = isStuck ? outbid(world, freed.signal) : Promise.resolve();
  const sales = sellSome(town, hit);
  const isDead = await Promise.race([ended, pause(DIES_WITHIN_MS).then(() => false)]);
  freed.abort();
  await outbidding;
  if (isStuck) await node.setAutomine(true).then(() => node.mine({ blocks: 1 }));
  if (point === "C10") await takeBack(world, 1);
  await world.killReplica(0);
  await world.startReplica(0);
  await world.fundRelayer();
  await sales;
  return isDead;
}

/** Blocks come whose base fee is more than any waiting transaction offers, so that it has to be replaced. */
async function outbid({ chain, ownerUrl }: World, signal: AbortSignal): Promise<void> {
  const node = clientFor(chain.rpcUrl);
  while (!signal.aborted) {
    const [offered] = await run<{ wei: string | null }>(
      ownerUrl,
      `select max(maximum_fee_wei)::text as wei from settlement_attempt as a
       join settlement_batch as b on b.id = a.batch_id where b.state in ('built', 'sent')`,
    );
    const most = offered?.wei ?? null;
    if (most !== null) {
      await node.setNextBlockBaseFeePerGas({ baseFeePerGas: BigInt(most) + 1n });
      await node.mine({ blocks: 1 });
    }
    await pause(BLOCK_EVERY_MS);
  }
  await node.setNextBlockBaseFeePerGas({ baseFeePerGas: USUAL_BASE_FEE });
}

async function sellSome({ world, history, cards, tills }: FaultTown, hit: number): Promise<void> {
  const [url] = world.urls as [string];
  for (let count = 0; count < hit + 2; count += 1) {
    const [till] = tills[count % tills.length]!;
    await sell(history, () => [url], till, saleOf(cards[count % cards.length]!, 7 + count), 400);
  }
}
