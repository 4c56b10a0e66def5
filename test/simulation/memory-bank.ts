import { deadlineFrom } from "#core/payment/deadline.ts";
import { hasFreeNonce } from "#core/payment/transfer-state.ts";
import { judgePayment } from "#core/payment/judge-payment.ts";
import { setAsideSeconds } from "#core/settlement/set-aside.ts";
import type { Hash } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";

import { randomUuid } from "../../server/shared/random.ts";
import { FREE_DAY } from "../support/free-day.ts";
import type { Bank, Order } from "./bank.ts";
import { createMemoryStore, setAside, unbatch } from "./memory-store.ts";
import { type Tables, type TransferRow, openTables } from "./memory-tables.ts";
import type { Plan } from "./plan.ts";
import type { Dice } from "./seeded-random.ts";
import type { SimChain } from "./sim-chain.ts";
import type { SimTransfer } from "./sim-voucher.ts";
import { PROGRAMME, accountsOf, datesOf, merchantName } from "./town.ts";

/** The service's memory as plain rows. What tills and the indexer do is written here once more, plainly. */
export function createMemoryBank(plan: Plan, chain: SimChain, ids: Dice, now: () => number): Bank {
  const tables = openTables(plan, now);
  return {
    store: createMemoryStore(tables),
    accept: async (order) => accept(tables, plan, ids, order),
    void: async (order) => voidPayment(tables, order),
    index: async () => applyFinal(tables, chain),
    halt: async (isHalted) => void (tables.isHalted = isHalted),
    copy: async () => {
      const { now: _, ...rows } = tables;
      return structuredClone(rows);
    },
    restore: async (copy) =>
      void Object.assign(tables, structuredClone(copy), { isQuarantined: true }),
    isQuarantined: async () => tables.isQuarantined,
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
      ...{ recovered: tables.recovered, isQuarantined: tables.isQuarantined },
      readBlock: tables.readBlock,
    }),
  };
}

const OPEN = new Set(["accepted", "batched"]);

function accept(tables: Tables, plan: Plan, ids: Dice, order: Order): "accepted" | "refused" {
  if (tables.transfers.some(({ paymentId }) => paymentId === order.paymentId)) return "accepted";
  const now = new Date(tables.now());
  const judged = judgePayment(order.amount as Cents, factsOf(tables, plan, order), now);
  if (!judged.ok || tables.isQuarantined) return "refused";
  const latest = new Date(datesOf(plan).settleableUntil * 1000);
  for (const [position, share] of judged.value.shares.entries()) {
    const account = tables.accounts.get(share.account)!;
    tables.transfers.push({
      id: randomUuid(ids),
      paymentId: order.paymentId,
      acceptedAt: tables.now(),
      position,
      from: share.account,
      to: merchantName(order.merchant),
      amount: share.amount,
      nonce: account.nextNonce,
      deadline: deadlineFrom(now, latest),
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
  const spendableUntil = new Date(datesOf(plan).spendableUntil * 1000);
  const always = { spendableFrom: new Date(0), spendableUntil, categories: [1] };
  return {
    card: { status: "active" as const },
    merchant: { state: "active" as const, category: 1 },
    vouchers: [{ programmeId: PROGRAMME, ...always, accounts }],
    largestPayment: cents(1_000_000n),
    unsettled: cents(0n),
    unsettledLimit: cents(1_000_000n),
    ...FREE_DAY,
  };
}

function voidPayment(tables: Tables, { paymentId }: Order): "voided" | "refused" {
  const own = tables.transfers.filter((transfer) => transfer.paymentId === paymentId);
  if (own.length === 0) return "refused";
  if (own.every(({ state }) => state === "voided")) return "voided";
  if (own.some(({ state, isPublic }) => state !== "accepted" || isPublic)) return "refused";
  if (tables.isQuarantined) return "refused";
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
      if (row === undefined && reason === null) recover(tables, transfer);
      return row === undefined ? [] : [{ row, reason, hash }];
    }),
  );
  moveBalances(tables, found);
  mark(tables, found);
  for (const { hash, outcomes } of mined) if (outcomes.length > 0) finish(tables, hash);
  tables.readBlock = chain.final;
  failLost(tables, chain.finalBlock().time);
}

/** Only the signer holds the accounts' keys, so the rows have forgotten it. */
function recover(tables: Tables, { id, from, nonce, amount }: SimTransfer): void {
  tables.accounts.get(from)!.confirmed -= amount;
  tables.recovered.push({ id, from, nonce });
  tables.isQuarantined = true;
}

/** What a final block is past the deadline of can never settle. */
function failLost(tables: Tables, finalTime: number): void {
  for (const row of tables.transfers) {
    if (!OPEN.has(row.state) || Number(row.deadline) * 1000 >= finalTime) continue;
    Object.assign(row, { state: "failed", skipReason: "deadline_passed", asideUntil: null });
    tables.accounts.get(row.from)!.held -= row.amount;
  }
}

function moveBalances(tables: Tables, found: readonly Found[]): void {
  for (const { row, reason } of found) {
    if (reason !== null) continue;
    const account = tables.accounts.get(row.from)!;
    account.confirmed -= row.amount;
    if (OPEN.has(row.state)) account.held -= row.amount;
  }
}

/** In the order of the chain: what was left out by its own batch waits again, what settled has settled. */
function mark(tables: Tables, found: readonly Found[]): void {
  const isSettled = new Set<TransferRow>();
  const skipped: Found[] = [];
  for (const one of found)
    if (one.reason === null) isSettled.add(one.row);
    else if (!isSettled.has(one.row)) skipped.push(one);
  for (const { row, reason, hash } of skipped) {
    const isOwn = tables.batches.some(
      ({ id, attempts }) => id === row.batchId && attempts.some((one) => one.hash === hash),
    );
    if (!isOwn) continue;
    const isWaiting = row.state === "batched";
    unbatch(row);
    if (isWaiting) setAside(tables, row, reason!, setAsideSeconds(0));
  }
  for (const { row, reason, hash } of found)
    if (reason === null)
      Object.assign(row, { state: "settled", skipReason: null, asideUntil: null, settledBy: hash });
}

function finish(tables: Tables, hash: Hash): void {
  const batch = tables.batches.find(({ attempts }) => attempts.some((one) => one.hash === hash));
  if (batch !== undefined) batch.state = "final";
}
