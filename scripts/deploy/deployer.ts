import {
  type Address,
  type Hex,
  type PublicClient,
  type WalletClient,
  createPublicClient,
  createWalletClient,
  http,
} from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";

import type { Chain } from "#core/chain/chains.ts";

const RECEIPT_TIMEOUT_MS = 180_000;
const REQUEST_TIMEOUT_MS = 20_000;

/** What a deployment cannot get over, in words for who runs it. */
export class DeployRefused extends Error {
  override readonly name = "DeployRefused";
}

/** The account that deploys, and the chain as it sees it. */
export type Deployer = {
  readonly account: PrivateKeyAccount;
  readonly reader: PublicClient;
  readonly writer: WalletClient;
};

/**
 * Connects to the node and makes sure that it is on the chain that is meant. Throws `DeployRefused` where no node
 * answers or another chain does.
 */
export async function connectDeployer(
  chain: Chain,
  rpcUrl: string,
  privateKey: Hex,
): Promise<Deployer> {
  const account = privateKeyToAccount(privateKey);
  const transport = http(rpcUrl, { timeout: REQUEST_TIMEOUT_MS });
  const pollingInterval = Math.min(chain.blockSeconds * 500, 4_000);
  const reader = createPublicClient({ transport, pollingInterval });
  const chainId = await reader.getChainId().catch((error: unknown) => {
    throw new DeployRefused(`No node answers at ${hostOf(rpcUrl)}.`, { cause: error });
  });
  if (chainId !== chain.chainId)
    throw new DeployRefused(
      `The node at ${hostOf(rpcUrl)} is on chain ${chainId}; ${chain.network} is chain ${chain.chainId}. Nothing was sent.`,
    );
  return { account, reader, writer: createWalletClient({ account, transport }) };
}

/** The address without its path: paths of public nodes often hold an access key. */
function hostOf(rpcUrl: string): string {
  return new URL(rpcUrl).host;
}

/** Sends a transaction and waits until it is mined. Throws `DeployRefused` where it failed or the funds are short. */
export async function sendAndWait(
  deployer: Deployer,
  what: string,
  transaction: { readonly to: Address; readonly data?: Hex; readonly value?: bigint },
): Promise<bigint> {
  const { account, reader, writer } = deployer;
  const hash = await writer
    .sendTransaction({ account, chain: null, ...transaction })
    .catch(async (error: unknown) => {
      const balance = await reader.getBalance({ address: account.address }).catch(() => undefined);
      const funds = balance === 0n ? ` The account ${account.address} has no funds.` : "";
      throw new DeployRefused(`${what}: the node refused the transaction.${funds}`, {
        cause: error,
      });
    });
  const receipt = await reader.waitForTransactionReceipt({ hash, timeout: RECEIPT_TIMEOUT_MS });
  if (receipt.status !== "success") throw new DeployRefused(`${what}: transaction ${hash} failed.`);
  return receipt.gasUsed;
}
