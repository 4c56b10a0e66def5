import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Hex, createTestClient, http, publicActions, walletActions } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { anvil } from "viem/chains";

import { type EmbeddedChain, startEmbeddedChain } from "../../server/app/embedded-chain.ts";
import { createLog } from "../../server/shared/log.ts";

/** Emits what it is called with, as one log with one topic. */
const ECHO_CODE = "0x600d600c600039600d6000f33660006000376001366000a100";

/** A node with nothing on it, and somebody who may send. Its final block is its newest one. */
export type BareNode = EmbeddedChain & {
  readonly client: ReturnType<typeof clientFor>;
  /** Deploys the echo and answers its address. */
  deployEcho(): Promise<Hex>;
};

export async function startBareNode(): Promise<BareNode> {
  const dataFolder = await mkdtemp(join(tmpdir(), "borgo-node-"));
  const node = await startEmbeddedChain({ dataFolder, log: createLog("silent", "test") });
  const client = clientFor(node.rpcUrl);
  return {
    rpcUrl: node.rpcUrl,
    client,
    deployEcho: async () => {
      const hash = await client.sendTransaction({ data: ECHO_CODE });
      const { contractAddress } = await client.waitForTransactionReceipt({ hash });
      return contractAddress!;
    },
    stop: async () => {
      await node.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

export function clientFor(rpcUrl: string) {
  const account = mnemonicToAccount("test test test test test test test test test test test junk");
  return createTestClient({
    ...{ account, chain: anvil, mode: "anvil" as const, pollingInterval: 20 },
    transport: http(rpcUrl),
  })
    .extend(publicActions)
    .extend(walletActions);
}
