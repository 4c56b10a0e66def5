import {
  type Hex,
  createTestClient,
  encodeFunctionData,
  http,
  publicActions,
  walletActions,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { voucherAbi } from "#core/chain/abi/voucher.ts";

import { demoOfficers } from "../../scripts/deploy/demo-officers.ts";
import { type PlayedTown, eventually } from "./played-town.ts";
import { run } from "./throwaway-postgres.ts";

/** The town's own node, with the rights of who runs it: time can pass. */
export function nodeOf({ stack }: Pick<PlayedTown, "stack">) {
  return createTestClient({ mode: "anvil", transport: http(stack.rpcUrl) })
    .extend(walletActions)
    .extend(publicActions);
}

/** Lets the chain's time pass, and waits until the service has read that far. */
export async function passTime(town: PlayedTown, seconds: number): Promise<void> {
  const node = nodeOf(town);
  await node.increaseTime({ seconds });
  await node.mine({ blocks: 3 });
  await eventually("the service has read that far", async () => {
    const [row] = await run<{ block: bigint }>(
      town.stack.ownerUrl,
      "select block_number as block from chain_cursor",
    );
    return row!.block >= (await node.getBlockNumber({ cacheTime: 0 }));
  });
}

/** Has the guardian do one of its acts on the programme's voucher, or on another token, past the service. */
export async function actAsGuardian(
  town: PlayedTown,
  functionName: "pauseSettlement" | "resumeSettlement",
  token?: Hex,
): Promise<void> {
  const { privateKey } = demoOfficers().find(({ roles }) => roles.includes("guardian" as never))!;
  const [programme] = await run<{ voucher: Hex }>(
    town.stack.ownerUrl,
    "select voucher from programme where id = $1",
    [town.programmeId],
  );
  const node = nodeOf(town);
  const hash = await node.sendTransaction({
    ...{ account: privateKeyToAccount(privateKey), chain: null, to: token ?? programme!.voucher },
    data: encodeFunctionData({ abi: voucherAbi, functionName }),
  });
  await node.waitForTransactionReceipt({ hash });
}
