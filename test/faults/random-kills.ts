import { RPC_FAULTS, type RpcFault } from "../support/rpc-fault-proxy.ts";
import { violationsIn } from "./judge-world.ts";
import type { Part } from "./report.ts";
import { saleOf, sell } from "./tills.ts";
import type { FaultTown } from "./town.ts";
import { type World, pause } from "./world.ts";

export type KillOptions = { readonly kills: number; readonly randomOf: () => number };

/** How often each victim is chosen, of 40; the others are replicas. */
const NODE_SHARE = 8;
const POSTGRES_SHARE = 3;
const SIGNER_SHARE = 5;
const SHARES = 40;
const UP_WITHIN_MS = 60_000;
/** Each request to a node goes wrong with this probability. */
const RPC_FAULT_RATE = 0.03;
const SELLERS = 4;

/**
 * Kills replicas, the node and the database at random moments, while tills sell, clocks jump, every line to the chain
 * fails now and then, and one of the three nodes lies.
 */
export async function killAtRandom(town: FaultTown, options: KillOptions): Promise<Part> {
  const { world, history, before } = town;
  const earlier = history.operations;
  spoilLines(world, options.randomOf);
  const selling = new AbortController();
  const sellers = Array.from({ length: SELLERS }, (_, index) =>
    keepSelling(town, options.randomOf, index, selling.signal),
  );
  for (let kill = 0; kill < options.kills; kill += 1) await killSomething(world, options.randomOf);
  await everyoneUp(world);
  selling.abort();
  await Promise.all(sellers);
  const rpcFaults = mendLines(world);
  const violations = await violationsIn(world, history, before);
  const operations = history.operations - earlier;
  const name = `${options.kills} kills at random moments, ${rpcFaults} RPC faults`;
  return { name, operations, faults: options.kills + rpcFaults, violations };
}

/** One node may lie; the others only fail. */
const LIES: ReadonlySet<RpcFault> = new Set([
  ...(["forged_receipt", "forged_log", "omitted_logs", "changed_log"] as const),
  ...(["changed_calldata", "other_block", "stale_head", "null_receipt"] as const),
]);
const FAILURES = RPC_FAULTS.filter((fault) => !LIES.has(fault));

function spoilLines({ proxies }: World, randomOf: () => number): void {
  for (const [index, proxy] of proxies.entries()) {
    const faults = index === 0 ? RPC_FAULTS : FAILURES;
    proxy.choose(() =>
      randomOf() < RPC_FAULT_RATE ? faults[Math.floor(randomOf() * faults.length)] : undefined,
    );
  }
}

/** Answers how many faults were done. */
function mendLines({ proxies }: World): number {
  for (const proxy of proxies) proxy.choose(() => undefined);
  return proxies.reduce(
    (total, { done }) => total + [...done.values()].reduce((sum, count) => sum + count, 0),
    0,
  );
}

async function killSomething(world: World, randomOf: () => number): Promise<void> {
  await pause(50 + randomOf() * 500);
  const draw = Math.floor(randomOf() * SHARES);
  if (draw < NODE_SHARE) {
    await world.killNode().catch(() => undefined);
    return;
  }
  if (draw < NODE_SHARE + POSTGRES_SHARE) return world.killPostgres();
  const up = await someoneUp(world);
  const victim = up[Math.floor(randomOf() * up.length)]!;
  const isSigner = draw < NODE_SHARE + POSTGRES_SHARE + SIGNER_SHARE;
  if (isSigner && (await world.killSigner(victim))) return;
  await world.restartReplica(victim);
  await world.fundRelayer();
}

/** Who is killed was up: there may be moments in which nobody is, and they end. */
async function someoneUp(world: World): Promise<number[]> {
  const deadline = Date.now() + UP_WITHIN_MS;
  while (Date.now() < deadline) {
    const up = await world.replicasUp();
    if (up.length > 0) return up;
    await pause(50);
  }
  throw new Error("No replica comes up within a minute.");
}

async function everyoneUp(world: World): Promise<void> {
  while ((await someoneUp(world)).length < world.urls.length) await pause(100);
}

async function keepSelling(
  { world, history, cards, tills }: FaultTown,
  randomOf: () => number,
  seller: number,
  signal: AbortSignal,
): Promise<void> {
  const own = cards.filter((_, index) => index % SELLERS === seller);
  while (!signal.aborted) {
    const card = own[Math.floor(randomOf() * own.length)]!;
    const till = tills[Math.floor(randomOf() * tills.length)]![0];
    const sale = saleOf(card, 1 + Math.floor(randomOf() * 20));
    await sell(history, () => world.urls, till, sale, 1 + Math.floor(randomOf() * 20));
    await pause(randomOf() * 60);
  }
}
