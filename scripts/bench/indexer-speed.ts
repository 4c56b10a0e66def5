import { randomBytes } from "node:crypto";

import {
  createTestClient,
  encodeFunctionData,
  http,
  parseSignature,
  publicActions,
  signatureToCompactSignature,
  toHex,
  walletActions,
} from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { anvil } from "viem/chains";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { EMBEDDED_CHAIN } from "#core/chain/chains.ts";
import { PAYMENT_TYPES, tokenDomain } from "#core/chain/typed-data.ts";
import type { Address, ProgrammeId } from "#core/shared/ids.ts";

import { newMemory } from "../../server/indexer/read-range.ts";
import { rebuild } from "../../server/indexer/relearn.ts";
import { connectChain } from "../../server/shared/chain-rpc.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { type Database, openDatabase } from "../../server/shared/database.ts";
import { createLog } from "../../server/shared/log.ts";
import { localDeployerKey } from "../deploy/demo-officers.ts";
import { signInDemoDesk } from "../scenario/demo-desk.ts";
import type { Officer, Town, TransactionRequest } from "../scenario/officer.ts";
import type { Stack } from "../stack.ts";

export type IndexerSpeed = {
  readonly events: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
};

const PAYMENTS_PER_BATCH = 250;
const ACCOUNTS = 500;
const ISSUED_CENTS = 1_000n;

/**
 * How fast the indexer reads a chain from its first block: fills the stack's chain with settled payments, in batches as
 * the settler makes them, and times reading all of it again. The stack has active shops.
 */
export async function measureIndexerSpeed(stack: Stack, payments = 20_000): Promise<IndexerSpeed> {
  const db = openDatabase(stack.ownerUrl, 2);
  try {
    const { treasury } = await signInDemoDesk(stack.url);
    await fillChain(stack, await openPlaces(stack, db, treasury), treasury, payments);
    const seconds = await timeRebuild(stack, db);
    const { count } = await db
      .selectFrom("chain_event")
      .select((select) => select.fn.countAll<bigint>().as("count"))
      .executeTakeFirstOrThrow();
    const events = Number(count);
    return { events, seconds, eventsPerSecond: Math.round(events / seconds) };
  } finally {
    await db.destroy();
  }
}

type Places = { readonly voucher: Address; readonly merchants: readonly Address[] };

const DAY_MS = 86_400_000;

/** A programme of its own, with room for what is going to be spent, and the shops that the stack has. */
async function openPlaces({ url }: Stack, db: Database, treasury: Officer): Promise<Places> {
  const town = await treasury.api.get<Town>("/api/town");
  type Opened = { programme: { id: ProgrammeId }; transaction: TransactionRequest };
  const { programme, transaction } = await treasury.api.post<Opened>("/api/programmes", {
    json: {
      ...{ name: `Lettura ${url}`, symbol: "LETTI", act: "Prova di velocità" },
      fundCents: String(ISSUED_CENTS * BigInt(ACCOUNTS)),
      spendableFrom: new Date(Date.now() - 60_000).toISOString(),
      spendableUntil: new Date(Date.now() + 30 * DAY_MS).toISOString(),
      categories: town.categories.map(({ number }) => number),
    },
  });
  await treasury.sign(transaction);
  const merchants = await db
    .selectFrom("merchant")
    .select("account")
    .where("state", "=", "active")
    .execute();
  const voucher = await voucherOf(db, programme.id);
  return { voucher, merchants: merchants.map(({ account }) => account!) };
}

async function voucherOf(db: Database, id: ProgrammeId): Promise<Address> {
  for (;;) {
    const row = await db
      .selectFrom("programme")
      .select("voucher")
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    if (row.voucher !== null) return row.voucher;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function timeRebuild({ rpcUrl, deployment }: Stack, db: Database): Promise<number> {
  const log = createLog("warn", "bench");
  const chain = connectChain({ clock: systemClock, log }, EMBEDDED_CHAIN, [rpcUrl]);
  const startedAt = performance.now();
  const memory = newMemory();
  await rebuild({ db, chain, clock: systemClock, log, deployment, projections: [], memory });
  return (performance.now() - startedAt) / 1000;
}

async function fillChain(
  { rpcUrl }: Stack,
  places: Places,
  treasury: Officer,
  payments: number,
): Promise<void> {
  const payers = Array.from({ length: ACCOUNTS }, () =>
    privateKeyToAccount(toHex(randomBytes(32))),
  );
  const addresses = payers.map(({ address }) => address);
  const amounts = payers.map(() => ISSUED_CENTS);
  const issue = encodeFunctionData({
    ...{ abi: voucherAbi, functionName: "issue" },
    args: [addresses, amounts, toHex(randomBytes(32))],
  });
  await treasury.sign({ chainId: EMBEDDED_CHAIN.chainId, to: places.voucher, data: issue });
  const client = createTestClient({
    account: privateKeyToAccount(localDeployerKey()),
    ...{ chain: anvil, mode: "anvil", pollingInterval: 10 },
    transport: http(rpcUrl),
  })
    .extend(publicActions)
    .extend(walletActions);
  for (let done = 0; done < payments; done += PAYMENTS_PER_BATCH) {
    const args = [await batchOf(places, payers, done)] as const;
    const data = encodeFunctionData({ abi: voucherAbi, functionName: "settle", args });
    const hash = await client.sendTransaction({ to: places.voucher, data });
    await client.waitForTransactionReceipt({ hash });
  }
}

/** The payments from number `first` on, each payer one after the other, to ten shops. */
async function batchOf(
  { voucher, merchants }: Places,
  payers: readonly PrivateKeyAccount[],
  first: number,
) {
  const shops = merchants.slice(0, 10);
  const groups = shops.map((to) => ({ to, payments: [] as Awaited<ReturnType<typeof sign>>[] }));
  for (let number = first; number < first + PAYMENTS_PER_BATCH; number += 1) {
    const { to, payments } = groups[number % groups.length]!;
    const nonce = BigInt(Math.floor(number / payers.length) + 1);
    payments.push(await sign(payers[number % payers.length]!, voucher, to, nonce));
  }
  return groups;
}

async function sign(payer: PrivateKeyAccount, voucher: Address, to: Address, nonce: bigint) {
  const terms = { amount: 1n, nonce, deadline: BigInt(Math.floor(Date.now() / 1000) + 86_400) };
  const signature = await payer.signTypedData({
    domain: tokenDomain(EMBEDDED_CHAIN.chainId, voucher),
    types: PAYMENT_TYPES,
    primaryType: "Payment",
    message: { to, ...terms },
  });
  const { r, yParityAndS } = signatureToCompactSignature(parseSignature(signature));
  return { ...terms, r, vs: yParityAndS };
}
