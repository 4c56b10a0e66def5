import { keccak256 } from "viem";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import { type Unspent, planReclaim, reclaimGasAtMost } from "#core/programme/plan-reclaim.ts";
import type { Address, ProgrammeId } from "#core/shared/ids.ts";
import { cents, centsToJson, sumCents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { ChainPort } from "../shared/chain.ts";
import { transactionFor } from "../shared/contracts.ts";
import type { Database, Executor } from "../shared/database.ts";
import { type OpenProgramme, programmeById } from "./programmes.ts";

type Deps = {
  db: Database;
  chain: Pick<ChainPort, "latestHead" | "estimateGas">;
  deployment: Deployment;
};

export type ReclaimRefusal = { code: "not_found" } | { code: "wrong_state"; state: string };

/**
 * What the return of a programme's unspent vouchers to its fund would do, and what of it is done: a dry run at any time,
 * the transactions for TREASURY once the programme has ended and nothing accepted waits for the chain any more. The
 * amounts are what the chain says; an account whose part is signed twice has nothing left to give the second time.
 */
export async function readReclaim(
  deps: Deps,
  officer: Address,
  programmeId: ProgrammeId,
): Promise<Result<Awaited<ReturnType<typeof describe>>, ReclaimRefusal>> {
  const programme = await programmeById(deps.db, programmeId);
  if (programme === undefined) return refuse({ code: "not_found" });
  if (programme.state !== "open") return refuse({ code: "wrong_state", state: programme.state });
  return ok(await describe(deps, officer, programme as OpenProgramme));
}

async function describe(deps: Deps, officer: Address, programme: OpenProgramme) {
  const { db, chain } = deps;
  const [{ time }, waiting, unspent, cards, done] = await Promise.all([
    chain.latestHead(),
    waitingTransfers(db, programme.id),
    unspentAccounts(db, programme.id),
    countCards(db, programme.id),
    doneParts(db, programme.voucher),
  ]);
  const isEnded = time > programme.settleable_until;
  const isDue = isEnded && waiting.transfers === 0;
  const parts = planReclaim(unspent);
  return {
    settleableUntil: programme.settleable_until.toISOString(),
    isEnded,
    waitingTransfers: waiting.transfers,
    waitingCents: waiting.cents,
    accounts: unspent.length,
    cards,
    totalCents: centsToJson(sumCents(unspent.map(({ amount }) => amount))),
    parts: await Promise.all(
      parts.map((part) => partToJson(deps, officer, programme, part, isDue)),
    ),
    done,
  };
}

async function partToJson(
  { chain, deployment }: Deps,
  officer: Address,
  { voucher }: OpenProgramme,
  part: readonly Unspent[],
  isDue: boolean,
) {
  const accounts = part.map(({ account }) => account);
  const transaction = transactionFor(deployment, voucher, {
    abi: voucherAbi,
    functionName: "reclaim",
    args: [accounts],
  });
  const { to, data } = transaction;
  const gas = isDue ? await chain.estimateGas({ from: officer, to, data }) : undefined;
  return {
    /** The same part has the same reference whoever looks, so that a browser knows what it has sent. */
    ref: keccak256(data) as string,
    accounts: part.length,
    totalCents: centsToJson(sumCents(part.map(({ amount }) => amount))),
    gas: Number(gas ?? reclaimGasAtMost(part.length)),
    isGasMeasured: gas !== undefined,
    lines: part.map(({ account, amount }) => ({
      account: account as string,
      amountCents: centsToJson(amount),
    })),
    ...(isDue ? { transaction } : {}),
  };
}

/** What holders have, by the chain: also accounts that somebody credited without this service. */
async function unspentAccounts(db: Executor, programmeId: ProgrammeId): Promise<Unspent[]> {
  return db
    .selectFrom("voucher_holder")
    .where("programme_id", "=", programmeId)
    .where("kind", "=", "beneficiary")
    .where("balance_cents", ">", cents(0n))
    .select(["address as account", "balance_cents as amount"])
    .execute();
}

async function countCards(db: Executor, programmeId: ProgrammeId): Promise<number> {
  const { count } = await db
    .selectFrom("voucher_holder")
    .innerJoin("account", "account.address", "voucher_holder.address")
    .where("voucher_holder.programme_id", "=", programmeId)
    .where("voucher_holder.balance_cents", ">", cents(0n))
    .select((select) => select.fn.count<bigint>("account.card_id").distinct().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What was accepted and may still reach the chain: to reclaim now would take away what it is paid from. */
async function waitingTransfers(db: Executor, programmeId: ProgrammeId) {
  const { count, sum } = await db
    .selectFrom("signed_transfer")
    .where("programme_id", "=", programmeId)
    .where("state", "in", ["accepted", "batched"])
    .select((select) => [
      select.fn.countAll<bigint>().as("count"),
      select.fn.sum<string | null>("amount_cents").as("sum"),
    ])
    .executeTakeFirstOrThrow();
  return { transfers: Number(count), cents: sum ?? "0" };
}

async function doneParts(db: Executor, voucher: Address) {
  const events = await db
    .selectFrom("chain_event")
    .where("contract", "=", voucher)
    .where("name", "=", "Reclaimed")
    .orderBy("block_number")
    .orderBy("log_index")
    .select(["transaction_hash", "block_time", "args"])
    .execute();
  return events.map(({ transaction_hash, block_time, args }) => ({
    transactionHash: transaction_hash as string,
    at: block_time.toISOString(),
    accounts: Number(args["accounts"]),
    totalCents: String(args["total"]),
  }));
}
