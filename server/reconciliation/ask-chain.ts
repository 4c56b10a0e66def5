import { type Abi, decodeFunctionResult, encodeFunctionData } from "viem";

import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";
import type { Address } from "#core/shared/ids.ts";

import type { ChainPort } from "../shared/chain.ts";
import { inParallel } from "../shared/in-parallel.ts";

const AT_ONCE = 5;

export type ChainTotals = {
  readonly issued: bigint;
  readonly redeemed: bigint;
  readonly reclaimed: bigint;
};

/** A voucher's own totals at a block; `undefined` where the node no longer keeps that block's state. */
export async function askTotals(
  chain: ChainPort,
  token: Address,
  block: bigint,
): Promise<ChainTotals | undefined> {
  const answer = await ask(chain, token, block, "totals", []);
  if (answer === undefined) return undefined;
  const [issued, redeemed, reclaimed] = answer as readonly [bigint, bigint, bigint];
  return { issued, redeemed, reclaimed };
}

/** The local token's: its whole supply came into being by rewards, and none of it is ever burnt. */
export async function askLocalTotals(
  chain: ChainPort,
  token: Address,
  block: bigint,
): Promise<ChainTotals | undefined> {
  const supply = await ask(chain, token, block, "totalSupply", []);
  return supply === undefined
    ? undefined
    : { issued: supply as bigint, redeemed: 0n, reclaimed: 0n };
}

/** What each of these holds at a block; without those that the node could not tell. */
export async function askBalances(
  chain: ChainPort,
  token: Address,
  holders: readonly Address[],
  block: bigint,
): Promise<Map<Address, bigint>> {
  const balances = await inParallel(AT_ONCE, holders, (holder) =>
    ask(chain, token, block, "balanceOf", [holder]),
  );
  return new Map(
    holders.flatMap((holder, index) => {
      const balance = balances[index];
      return balance === undefined ? [] : [[holder, balance as bigint] as const];
    }),
  );
}

async function ask(
  chain: ChainPort,
  token: Address,
  block: bigint,
  functionName: "totals" | "totalSupply" | "balanceOf",
  args: readonly unknown[],
): Promise<unknown> {
  const abi: Abi = functionName === "totalSupply" ? localTokenAbi : voucherAbi;
  const data = encodeFunctionData({ abi, functionName, args });
  // A node that is away, or has thrown that block's state away, says nothing against the books.
  const answer = await chain.call({ to: token, data, block }).catch(() => undefined);
  // At a block before the contract's own there is nobody to answer, and nothing to compare.
  if (answer?.ok !== true || answer.data === "0x") return undefined;
  return decodeFunctionResult({ abi, functionName, data: answer.data });
}
