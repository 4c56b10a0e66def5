import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  type Hex,
  type PublicClient,
  type TestClient,
  createPublicClient,
  createTestClient,
  createWalletClient,
  http,
  parseEther,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";

import { type Chain, chainNamed } from "#core/chain/chains.ts";

import { startEmbeddedChain } from "../../server/app/embedded-chain.ts";
import { createLog } from "../../server/shared/log.ts";

/** A private node that says it is on a public chain. */
export type StandInChain = {
  readonly chain: Chain;
  readonly rpcUrl: string;
  readonly reader: PublicClient;
  readonly node: TestClient;
  /** A new account, with gas money unless told otherwise. */
  account(wei?: bigint): Promise<{ readonly key: Hex; readonly address: Hex }>;
  /** Has an account call a contract, and waits until that is mined. */
  send(key: Hex, transaction: { to: Hex; data: Hex }): Promise<void>;
  stop(): Promise<void>;
};

export async function startStandInChain(network: string): Promise<StandInChain> {
  const chain = chainNamed(network)!;
  const dataFolder = await mkdtemp(join(tmpdir(), "borgo-chain-"));
  const log = createLog("silent", "test");
  const { rpcUrl, stop } = await startEmbeddedChain({ dataFolder, log, chainId: chain.chainId });
  const transport = http(rpcUrl);
  const reader = createPublicClient({ transport, pollingInterval: 50 });
  const node = createTestClient({ mode: "hardhat", transport });
  return {
    chain,
    rpcUrl,
    reader,
    node,
    account: async (wei = parseEther("10")) => {
      const key = generatePrivateKey();
      const { address } = privateKeyToAccount(key);
      await node.setBalance({ address, value: wei });
      return { key, address };
    },
    send: async (key, transaction) => {
      const account = privateKeyToAccount(key);
      const writer = createWalletClient({ account, transport });
      const hash = await writer.sendTransaction({ chain: null, ...transaction });
      const { status } = await reader.waitForTransactionReceipt({ hash });
      if (status !== "success") throw new Error(`Transaction ${hash} reverted.`);
    },
    stop: async () => {
      await stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
