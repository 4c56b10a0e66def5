import { hasFreeNonce } from "#core/payment/transfer-state.ts";
import { judgePayment } from "#core/payment/judge-payment.ts";
import type { Hash } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";

import { randomUuid } from "../../server/shared/random.ts";
import { FREE_SPENDING, NOTHING_SPENT } from "../support/free-day.ts";
import type { Bank, Order } from "./bank.ts";
import { createMemoryStore } from "./memory-store.ts";
import { type Tables, type TransferRow, openTables } from "./memory-tables.ts";
import type { Plan } from "./plan.ts";
import type { Dice } from "./seeded-random.ts";
import type { SimChain } from "./sim-chain.ts";
import { PROGRAMME, accountsOf, merchantName } from "./town.ts";

/** The service's memory as plain rows. What tills and the indexer do is written here once more, plainly. */
export function createMemoryBank(plan: Plan, chain: SimChain, ids: Dice, now: () => number): Bank {
  const tables = openTables(plan, now);
  return {
    store: createMemoryStore(tables),
    accept: async (order) => accept(tables, plan, ids, order),
    void: async (order) => voidPayment(tables, order),
    index: async () => applyFinal(tables, chain),
    halt: async (isHalted) => void (tables.isHalted = isHalted),
    hasAttempt: async (hash) =>
      tables.batches.some((batch) => batch.attempts.some((attempt) => attempt.hash === hash)),
    unfinished: async () => ({
      transfers: tables.transfers.filter(
        ({ state }) => state === "accepted" || state === "batched",
      ),
      batches: tables.batches.filter(({ state }) => state !== "final" && state !== "dead").length,
    }),
    snapshot: async () => ({
      transfers: tables.transfers,
      batches: tables.batches,
      relayers: [...tables.relayers].map(([address, { nextNonce }]) => ({ address, nextNonce })),
      accounts: [...tables.accounts].map(([address, row]) => ({ address, ...row })),
      readBlock: tables.readBlock,
    }),
  };
}

const OPEN = new Set(["accepted", "batched", "failed"]);

function accept(tables: Tables, plan: Plan, ids: Dice, order: Order): "accepted" | "refused" {
  if (tables.transfers.some(({ paymentId }) => paymentId === order.paymentId)) return "accepted";
  const judged = judgePayment(
    order.amount as Cents,
    factsOf(tables, plan, order),
    new Date(order.at),
  );
  if (!judged.ok) return "refused";
  for (const [position, share] of judged.value.shares.entries()) {
    const account = tables.accounts.get(share.account)!;
    tables.transfers.push({
      id: randomUuid(ids),
      paymentId: order.paymentId,
      acceptedAt: order.at,
      position,
      from: share.account,
      to: merchantName(order.merchant),
      amount: share.amount,
      nonce: account.nextNonce,
      state: "accepted",
      batchId: null,
      isPublic: false,
      skipReason: null,
      asideUntil: null,
      asideTimes: 0,
      settledBy: null,
    });
    account.held += share.amount;
    account.nextNonce += 1n;
  }
  return "accepted";
}

function factsOf(tables: Tables, plan: Plan, { card, merchant }: Order) {
  const accounts = accountsOf(plan)
    .filter((account) => account.card === card)
    .map(({ address }) => {
      const { confirmed, held, nextNonce } = tables.accounts.get(address)!;
      const open = tables.transfers.filter(
        ({ from, state }) => from === address && OPEN.has(state),
      );
      const oldest = open.map(({ nonce }) => nonce).sort((one, other) => Number(one - other))[0];
      const available = cents(confirmed > held ? confirmed - held : 0n);
      const paid = tables.transfers.filter(
        ({ from, state }) => from === address && state !== "voided",
      );
      const paidHere = paid.filter(({ to }) => to === merchantName(merchant)).length;
      return {
        ...{ address, available, hasFreeNonce: hasFreeNonce(nextNonce, oldest ?? null) },
        ...{ paidHere, paidElsewhere: paid.length - paidHere },
      };
    });
  const always = { spendableFrom: new Date(0), spendableUntil: new Date(8e14), categories: [1] };
  return {
    card: { status: "active" as const },
    merchant: { state: "active" as const, category: 1 },
    vouchers: [{ programmeId: PROGRAMME, ...always, accounts }],
    largestPayment: cents(1_000_000n),
    unsettled: cents(0n),
    unsettledLimit: cents(1_000_000n),
    ...{ spending: FREE_SPENDING, spentToday: NOTHING_SPENT },
  };
}

function voidPayment(tables: Tables, { paymentId }: Order): "voided" | "refused" {
  const own = tables.transfers.filter((transfer) => transfer.paymentId === paymentId);
  if (own.length === 0) return "refused";
  if (own.every(({ state }) => state === "voided")) return "voided";
  if (own.some(({ state, isPublic }) => state !== "accepted" || isPublic)) return "refused";
  for (const transfer of own) {
    transfer.state = "voided";
    tables.accounts.get(transfer.from)!.held -= transfer.amount;
  }
  return "voided";
}

type Found = { row: TransferRow; reason: string | null; hash: Hash };

/** All final blocks that were not read, in one go. */
function applyFinal(tables: Tables, chain: SimChain): void {
  if (tables.isHalted) return;
  const mined = chain.blocks
    .slice(Number(tables.readBlock) + 1, Number(chain.final) + 1)
    .flatMap((block) => block.mined);
  const found = mined.flatMap(({ hash, outcomes }) =>
    outcomes.flatMap(({ transfer, reason }): Found[] => {
      const row = tables.transfers.find(({ id }) => id === transfer.id);
      return row === undefined ? [] : [{ row, reason, hash }];
    }),
  );
  moveBalances(tables, found);
  mark(found);
  for (const { hash, outcomes } of mined) if (outcomes.length > 0) finish(tables, hash);
  tables.readBlock = chain.final;
}

function moveBalances(tables: Tables, found: readonly Found[]): void {
  for (const { row, reason } of found) {
    if (reason !== null) continue;
    const account = tables.accounts.get(row.from)!;
    account.confirmed -= row.amount;
    if (OPEN.has(row.state)) account.held -= row.amount;
  }
}

function mark(found: readonly Found[]): void {
  const settled = new Set(found.filter(({ reason }) => reason === null).map(({ row }) => row));
  for (const { row, reason, hash } of found) {
    if (reason === null) {
      Object.assign(row, { state: "settled", skipReason: null, settledBy: hash });
    } else if (!settled.has(row) && (row.state === "batched" || row.state === "failed"))
      Object.assign(row, { state: "failed", skipReason: reason });
  }
}

function finish(tables: Tables, hash: Hash): void {
  const batch = tables.batches.find(({ attempts }) => attempts.some((one) => one.hash === hash));
  if (batch !== undefined) batch.state = "final";
}
