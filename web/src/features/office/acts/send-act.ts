import type { Hex } from "viem";
import type { Config } from "wagmi";
import {
  call,
  getConnection,
  sendTransaction,
  switchChain,
  waitForTransactionReceipt,
} from "wagmi/actions";

import type { TransactionRequest } from "../../../shared/api/types.ts";

/** The transaction was taken into a block and the contract refused it. */
export class ActRevertedError extends Error {
  override readonly name = "ActRevertedError";
}

/** The wallet shows another account than the one that signed in. */
export class OtherAccountError extends Error {
  override readonly name = "OtherAccountError";
}

const RECEIPT_TIMEOUT_MS = 120_000;

/**
 * Has the officer's wallet sign and send an act. It is tried against the chain first, so that what a contract would
 * refuse is said before the wallet asks for a signature and gas is spent.
 */
export async function sendAct(
  config: Config,
  officer: string,
  { chainId, to, data }: TransactionRequest,
): Promise<Hex> {
  const connection = getConnection(config);
  const account = connection.address;
  if (account === undefined || account.toLowerCase() !== officer.toLowerCase())
    throw new OtherAccountError(`Signed in as ${officer}, connected as ${account}.`);
  if (connection.chainId !== chainId) await switchChain(config, { chainId });
  const request = { account, to: to as Hex, data: data as Hex };
  await call(config, { ...request, chainId });
  return sendTransaction(config, { ...request, chainId });
}

/** Waits for the block; throws `ActRevertedError` where the contract refused. */
export async function waitForAct(config: Config, hash: Hex): Promise<void> {
  const receipt = await waitForTransactionReceipt(config, { hash, timeout: RECEIPT_TIMEOUT_MS });
  if (receipt.status === "reverted") throw new ActRevertedError(hash);
}
