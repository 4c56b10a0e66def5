import {
  type Abi,
  BaseError,
  type Hex,
  HttpRequestError,
  RpcRequestError,
  TimeoutError,
  decodeErrorResult,
} from "viem";

import { accessManagerAbi } from "#core/chain/abi/access-manager.ts";
import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { merchantRegistryAbi } from "#core/chain/abi/merchant-registry.ts";
import { programmesAbi } from "#core/chain/abi/programmes.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";

/** Why something that went through a wallet or the chain did not work, in the words that a page can show. */
export type ChainProblem =
  | { readonly code: "rejected" }
  | { readonly code: "wrong_chain" }
  | { readonly code: "no_gas_money" }
  | { readonly code: "unauthorised" }
  | { readonly code: "reverted"; readonly error: string }
  | { readonly code: "chain_down" }
  | { readonly code: "unknown"; readonly detail: string };

const ABIS: readonly Abi[] = [
  voucherAbi,
  programmesAbi,
  merchantRegistryAbi,
  localTokenAbi,
  accessManagerAbi,
];

/** Names of causes, which is how wallets and libraries of many versions can be told apart. */
const BY_NAME: Readonly<Record<string, ChainProblem>> = {
  UserRejectedRequestError: { code: "rejected" },
  ChainMismatchError: { code: "wrong_chain" },
  ConnectorChainMismatchError: { code: "wrong_chain" },
  SwitchChainError: { code: "wrong_chain" },
  ChainNotConfiguredError: { code: "wrong_chain" },
  InsufficientFundsError: { code: "no_gas_money" },
};

const USER_REJECTED = 4001;

/** What a wallet's or a node's error means; `undefined` where the error comes from elsewhere. */
export function chainProblem(error: unknown): ChainProblem | undefined {
  const causes = causesOf(error);
  for (const cause of causes) {
    const named = BY_NAME[cause.name];
    if (named !== undefined) return named;
    if ((cause as { code?: unknown }).code === USER_REJECTED) return { code: "rejected" };
  }
  const reverted = revertOf(causes);
  if (reverted !== undefined) return reverted;
  if (causes.some(isUnheard)) return { code: "chain_down" };
  const base = causes.find((cause) => cause instanceof BaseError);
  return base === undefined ? undefined : { code: "unknown", detail: base.shortMessage };
}

function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let next = error; next instanceof Error && causes.length < 12; next = next.cause)
    causes.push(next);
  return causes;
}

/** The service answers 503 with a JSON-RPC error where the node is down. */
function isUnheard(cause: Error): boolean {
  if (cause instanceof HttpRequestError || cause instanceof TimeoutError) return true;
  return (
    cause instanceof RpcRequestError && cause.code === -32_000 && /non risponde/.test(cause.details)
  );
}

function revertOf(causes: readonly Error[]): ChainProblem | undefined {
  const data = causes.map(revertData).find((found) => found !== undefined);
  const isRevert = causes.some((cause) => /execution reverted/i.test(cause.message));
  if (data === undefined) return isRevert ? { code: "reverted", error: "" } : undefined;
  const error = errorName(data);
  return /Unauthorized/.test(error) ? { code: "unauthorised" } : { code: "reverted", error };
}

function revertData(cause: Error): Hex | undefined {
  const { data } = cause as { data?: unknown };
  const inner =
    typeof data === "object" && data !== null ? (data as { data?: unknown }).data : data;
  return typeof inner === "string" && /^0x[0-9a-f]{8,}$/i.test(inner) ? (inner as Hex) : undefined;
}

/** The name of a contract's custom error, or its first four bytes where no published ABI knows it. */
function errorName(data: Hex): string {
  for (const abi of ABIS) {
    try {
      return decodeErrorResult({ abi, data }).errorName;
    } catch {
      // Another contract's error: the next ABI may know it.
    }
  }
  return data.slice(0, 10);
}
