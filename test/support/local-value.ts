import {
  type Hex,
  createPublicClient,
  createTestClient,
  createWalletClient,
  encodeFunctionData,
  http,
  keccak256,
  stringToHex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { anvil } from "viem/chains";

import { accessManagerAbi } from "../../core/chain/abi/access-manager.ts";
import { localTokenAbi } from "../../core/chain/abi/local-token.ts";
import type { Role } from "../../core/chain/roles.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import type { Stack } from "../../scripts/stack.ts";
import { demoOfficers } from "../../scripts/deploy/demo-officers.ts";
import { readConfig } from "../../server/app/config.ts";
import { localAccountOf } from "../../server/cards/cards.ts";
import { type Custody, startCustody } from "../../server/custody/custody.ts";
import { createLog } from "../../server/shared/log.ts";
import { type Database, openDatabase } from "../../server/shared/database.ts";
import { systemRandom } from "../../server/shared/random.ts";

const CAMPAIGN = keccak256(stringToHex("A campaign of the tests"));
const BUDGET = 1_000_000n;
const YEAR_SECONDS = 365 * 24 * 3600;
/** How long ADMIN's acts wait on a chain where nothing is real, and a little more. */
const ADMIN_DELAY_SECONDS = 61;

type Reward = readonly [account: `0x${string}`, cents: bigint];

/** Local value in a running town, by the officers' own keys, as the chain's owner would bring it about. */
export class LocalValueOffice {
  readonly #stack: Stack;
  readonly #chain;
  #rewards = 0;

  private constructor(stack: Stack) {
    this.#stack = stack;
    this.#chain = createPublicClient({ transport: http(stack.rpcUrl), pollingInterval: 50 });
  }

  /** Sets a yearly limit and opens a campaign. */
  static async open(stack: Stack): Promise<LocalValueOffice> {
    const office = new LocalValueOffice(stack);
    const limit = encode("setYearlyLimit", [BUDGET]);
    const { accessManager, localToken } = stack.deployment.contracts;
    const schedule = encodeFunctionData({
      abi: accessManagerAbi,
      functionName: "schedule",
      args: [localToken.address, limit, 0],
    });
    await office.#sign("admin", accessManager.address, schedule);
    const clock = createTestClient({ mode: "anvil", transport: http(stack.rpcUrl) });
    await clock.increaseTime({ seconds: ADMIN_DELAY_SECONDS });
    await clock.mine({ blocks: 1 });
    await office.#sign("admin", localToken.address, limit);
    const { timestamp } = await office.#chain.getBlock();
    const [from, until] = [Number(timestamp), Number(timestamp) + YEAR_SECONDS];
    const open = encode("openCampaign", [CAMPAIGN, BUDGET, from, until]);
    await office.#sign("treasury", localToken.address, open);
    return office;
  }

  /** Mints rewards, in one transaction. */
  async reward(...rewards: readonly Reward[]): Promise<void> {
    const accounts = rewards.map(([account]) => account);
    const amounts = rewards.map(([, amount]) => amount);
    const ref = keccak256(stringToHex(`Reward ${(this.#rewards += 1)}`));
    const data = encode("reward", [CAMPAIGN, accounts, amounts, ref]);
    await this.#sign("rewards", this.#stack.deployment.contracts.localToken.address, data);
  }

  async #sign(role: Role, to: `0x${string}`, data: Hex): Promise<void> {
    const officer = demoOfficers().find(({ roles }) => (roles as readonly Role[]).includes(role))!;
    await sendAs(this.#stack.rpcUrl, officer.privateKey, to, data);
  }
}

/** Has whoever holds this key send a transaction, and waits until it is mined. Throws where it reverts. */
export async function sendAs(
  rpcUrl: string,
  privateKey: Hex,
  to: `0x${string}`,
  data: Hex,
): Promise<void> {
  const transport = http(rpcUrl);
  const client = createPublicClient({ transport, pollingInterval: 50 });
  const chain = { ...anvil, id: await client.getChainId() };
  const wallet = createWalletClient({ account: privateKeyToAccount(privateKey), chain, transport });
  const hash = await wallet.sendTransaction({ to, data });
  const { status } = await client.waitForTransactionReceipt({ hash });
  if (status !== "success") throw new Error(`Transaction ${hash} reverted.`);
}

function encode(
  functionName: "setYearlyLimit" | "openCampaign" | "reward",
  args: readonly unknown[],
): Hex {
  return encodeFunctionData({ abi: localTokenAbi, functionName, args } as never);
}

/** What an account holds, as the contract says. */
export function localValueAt({ rpcUrl, deployment }: Stack, account: Hex): Promise<bigint> {
  return createPublicClient({ transport: http(rpcUrl) }).readContract({
    address: deployment.contracts.localToken.address,
    abi: localTokenAbi,
    functionName: "balanceOf",
    args: [account],
  });
}

/** Database and custody of a running town whose key is in a file, for what no request brings about. */
export async function withTown<Value>(
  stack: Stack,
  act: (town: { db: Database; custody: Custody }) => Promise<Value>,
): Promise<Value> {
  const db = openDatabase(stack.replica.databaseUrl, 2);
  const custody = await openCustody(stack);
  try {
    return await act({ db, custody });
  } finally {
    await custody.close();
    await db.destroy();
  }
}

/** Another signer of the same town's; whoever opens it closes it. */
export function openCustody({ replica }: Stack): Promise<Custody> {
  const { signerDatabaseUrl, keySource } = replica;
  const log = createLog("silent", "test");
  const { argon2 } = readConfig({});
  return startCustody({ signerDatabaseUrl, keySource, argon2, log });
}

/** The accounts on which these cards receive local value now. */
export function localAccountsOf(
  stack: Stack,
  cards: readonly Pick<CardSheet, "number">[],
): Promise<`0x${string}`[]> {
  return withTown(stack, async ({ db, custody }) => {
    const accounts: `0x${string}`[] = [];
    for (const { number } of cards)
      accounts.push(
        await db.transaction().execute(async (tx) => {
          const card = await tx
            .selectFrom("card")
            .select("id")
            .where("number", "=", number)
            .executeTakeFirstOrThrow();
          return localAccountOf({ custody, random: systemRandom }, tx, card.id);
        }),
      );
    return accounts;
  });
}
