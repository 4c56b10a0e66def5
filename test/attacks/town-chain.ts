import {
  type Abi,
  type Address,
  createPublicClient,
  createTestClient,
  createWalletClient,
  encodeFunctionData,
  http,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { voucherAbi } from "#core/chain/abi/voucher.ts";

import { localDeployerKey } from "../../scripts/deploy/demo-officers.ts";
import { run } from "../support/throwaway-postgres.ts";
import type { Target } from "./attack.ts";

/** A settled or waiting payment as anybody can read it, on chain or in a stolen database. */
export type SignedPayment = {
  readonly from: Address;
  readonly to: Address;
  readonly amount: bigint;
  readonly nonce: bigint;
  readonly deadline: bigint;
  readonly signature: `0x${string}`;
};

export type Call = {
  readonly to: Address;
  readonly abi: Abi | readonly unknown[];
  readonly functionName: string;
  readonly args: readonly unknown[];
};

/** The chain as an attacker with some gas of their own sees it. */
export function townChain({ stack }: Target) {
  const transport = http(stack.rpcUrl);
  const reader = createPublicClient({ transport, pollingInterval: 100 });
  const dataOf = ({ abi, functionName, args }: Call) =>
    encodeFunctionData({ abi: abi as Abi, functionName, args: [...args] });
  return {
    reader,
    test: createTestClient({ mode: "anvil", transport }),
    /** Whether the call would go through for that sender. */
    wouldPass: async (from: Address, call: Call): Promise<boolean> => {
      const data = dataOf(call);
      const answer = reader.call({ account: from, to: call.to, data });
      return answer.then(
        () => true,
        () => false,
      );
    },
    /** Sends it for real, with the local node's own money; whatever becomes of it. */
    send: async (call: Call): Promise<void> => {
      const account = privateKeyToAccount(localDeployerKey());
      const wallet = createWalletClient({ account, transport });
      const hash = await wallet.sendTransaction({
        ...{ chain: null, to: call.to, data: dataOf(call), gas: 3_000_000n },
      });
      await reader.waitForTransactionReceipt({ hash });
    },
    balanceOf: (voucher: Address, account: Address) =>
      reader.readContract({
        ...{ address: voucher, abi: voucherAbi, functionName: "balanceOf", args: [account] },
      }),
  };
}

export async function voucherOf({ stack, programmeId }: Target): Promise<Address> {
  const [row] = await run<{ voucher: Address }>(
    stack.ownerUrl,
    "select voucher from programme where id = $1",
    [programmeId],
  );
  return row!.voucher;
}

/** Payments that are on chain, newest first. */
export async function settledPayments({ stack }: Target): Promise<SignedPayment[]> {
  const rows = await run<Record<string, unknown>>(
    stack.ownerUrl,
    `select * from signed_transfer where state = 'settled' and payment_id is not null
     order by settled_block desc limit 50`,
  );
  return rows.map((row) => ({
    from: row["from_account"] as Address,
    to: row["to_account"] as Address,
    amount: row["amount_cents"] as bigint,
    nonce: row["nonce"] as bigint,
    deadline: BigInt((row["deadline"] as Date).getTime() / 1000),
    signature: row["signature"] as `0x${string}`,
  }));
}

/** Whether no payment is on its way: what waits because the contract would leave it out now does not count. */
export async function isAtRest({ stack }: Target): Promise<boolean> {
  const rows = await run(
    stack.ownerUrl,
    `select 1 from signed_transfer
     where state = 'batched' or (state = 'accepted' and set_aside_until is null) limit 1`,
  );
  return rows.length === 0;
}
