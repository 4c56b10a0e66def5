import {
  type Address,
  BaseError,
  type Hex,
  InsufficientFundsError,
  type PublicClient,
  type WalletClient,
  createPublicClient,
  createWalletClient,
  formatEther,
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
  readonly chain: Chain;
  readonly account: PrivateKeyAccount;
  readonly reader: PublicClient;
  readonly writer: WalletClient;
};

/** Connects the account to the chain that is meant. Throws `DeployRefused` as `connectReader` does. */
export async function connectDeployer(
  chain: Chain,
  rpcUrl: string,
  privateKey: Hex,
): Promise<Deployer> {
  const account = privateKeyToAccount(privateKey);
  const reader = await connectReader(chain, rpcUrl);
  const writer = createWalletClient({ account, transport: transportOf(rpcUrl) });
  return { chain, account, reader, writer };
}

/**
 * Connects to the node and makes sure that it is on the chain that is meant. Throws `DeployRefused` where no node
 * answers or another chain does.
 */
export async function connectReader(chain: Chain, rpcUrl: string): Promise<PublicClient> {
  const pollingInterval = Math.min(chain.blockSeconds * 500, 4_000);
  const reader = createPublicClient({ transport: transportOf(rpcUrl), pollingInterval });
  const chainId = await reader.getChainId().catch((error: unknown) => {
    throw new DeployRefused(`No node answers at ${hostOf(rpcUrl)}.`, { cause: error });
  });
  if (chainId !== chain.chainId)
    throw new DeployRefused(
      `The node at ${hostOf(rpcUrl)} is on chain ${chainId}; ${chain.network} is chain ${chain.chainId}. Nothing was sent.`,
    );
  return reader;
}

function transportOf(rpcUrl: string) {
  return http(rpcUrl, { timeout: REQUEST_TIMEOUT_MS });
}

/** The address without its path: paths of public nodes often hold an access key. */
function hostOf(rpcUrl: string): string {
  return new URL(rpcUrl).host;
}

/** Says that gas money is missing, and where to send it. */
export function outOfFunds(
  { account, chain }: Deployer,
  balance: bigint,
  needed?: bigint,
): DeployRefused {
  const { symbol } = chain.currency;
  const wanted =
    needed === undefined ? "" : ` of about ${formatEther(needed)} ${symbol} that it takes`;
  return new DeployRefused(
    `The account ${account.address} has ${formatEther(balance)} ${symbol}${wanted}: send it gas money on ${chain.name} (chain ${chain.chainId}) and run this again.`,
  );
}

/**
 * Sends a transaction and waits until it is mined; answers its block. Throws `DeployRefused` where it failed or the funds
 * are short.
 */
export async function sendAndWait(
  deployer: Deployer,
  what: string,
  transaction: { readonly to: Address; readonly data?: Hex; readonly value?: bigint },
): Promise<bigint> {
  const { account, reader, writer } = deployer;
  const hash = await writer
    .sendTransaction({ account, chain: null, ...transaction })
    .catch(async (error: unknown) => {
      if (isOutOfFunds(error))
        throw outOfFunds(deployer, await reader.getBalance({ address: account.address }));
      throw new DeployRefused(`${what}: the node refused the transaction: ${reasonOf(error)}`, {
        cause: error,
      });
    });
  const receipt = await reader.waitForTransactionReceipt({ hash, timeout: RECEIPT_TIMEOUT_MS });
  if (receipt.status !== "success") throw new DeployRefused(`${what}: transaction ${hash} failed.`);
  return receipt.blockNumber;
}

function isOutOfFunds(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false;
  return error.walk((one) => one instanceof InsufficientFundsError) !== null;
}

/** What went wrong in one line. viem's whole messages name the node's address, which may hold an access key. */
export function reasonOf(error: unknown): string {
  if (error instanceof BaseError) return error.shortMessage.split("\n")[0]!;
  return error instanceof Error ? error.message : String(error);
}
