import { clientFor } from "../support/bare-node.ts";
import { run } from "../support/throwaway-postgres.ts";
import { type World, pause } from "./world.ts";

const BLOCK_EVERY_MS = 150;
const MINED_WITHIN_MS = 20_000;

/** Blocks come by themselves, unless a moment has to be kept. */
export class Mining {
  isPaused = false;
  #isOver = false;

  async run(chain: { rpcUrl: string }): Promise<void> {
    const node = clientFor(chain.rpcUrl);
    while (!this.#isOver) {
      if (!this.isPaused) await node.mine({ blocks: 2 }).catch(() => undefined);
      await pause(BLOCK_EVERY_MS);
    }
  }

  stop(): void {
    this.#isOver = true;
  }
}

/** Waits until the newest block holds a settlement. */
export async function hasMinedBatch({ ownerUrl }: World): Promise<boolean> {
  const deadline = Date.now() + MINED_WITHIN_MS;
  while (Date.now() < deadline) {
    const mined = await run(ownerUrl, "select from settlement_batch where state = 'mined'");
    if (mined.length > 0) return true;
    await pause(50);
  }
  return false;
}

/** Puts empty blocks in the place of the newest ones. */
export async function takeBack({ chain }: World, depth: number): Promise<void> {
  const request = { method: "anvil_reorg", params: [depth, []] };
  await clientFor(chain.rpcUrl).request(request as never);
}
