import {
  type Abi,
  type ContractFunctionArgs,
  type ContractFunctionName,
  encodeFunctionData,
} from "viem";

import type { Deployment } from "#core/chain/deployment.ts";
import type { Address } from "#core/shared/ids.ts";

import type { Hex } from "./chain.ts";

/** A transaction for an officer's wallet to sign and send. */
export type TransactionRequest = { chainId: number; to: Address; data: Hex };

/** Encodes a call of one of our contracts, to be signed by whoever holds the role. */
export function transactionFor<
  const ContractAbi extends Abi,
  Name extends ContractFunctionName<ContractAbi, "nonpayable">,
>(
  deployment: Pick<Deployment, "chainId">,
  to: Address,
  call: {
    abi: ContractAbi;
    functionName: Name;
    args: ContractFunctionArgs<ContractAbi, "nonpayable", Name>;
  },
): TransactionRequest {
  const data = encodeFunctionData(call as Parameters<typeof encodeFunctionData>[0]);
  return { chainId: deployment.chainId, to, data };
}
