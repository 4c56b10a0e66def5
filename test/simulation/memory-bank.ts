import { deadlineFrom } from "#core/payment/deadline.ts";
import { followTransfers } from "#core/payment/follow-transfers.ts";
import { hasFreeNonce } from "#core/payment/transfer-state.ts";
import { judgePayment } from "#core/payment/judge-payment.ts";
import { judgeReversal } from "#core/payment/judge-reversal.ts";
import { setAsideSeconds } from "#core/settlement/set-aside.ts";
import type { Address, Hash } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";

import { randomUuid } from "../../server/shared/random.ts";
import { FREE_DAY } from "../support/free-day.ts";
import type { Bank, Order, Reversal } from "./bank.ts";
import { createMemoryStore, setAside, unbatch } from "./memory-store.ts";
import { type Purse, type Tables, type TransferRow, openTables } from "./memory-tables.ts";
import type { Plan } from "./plan.ts";
import { type Dice, hashOf } from "./seeded-random.ts";
import type { SimChain } from "./sim-chain.ts";
import type { SimTransfer } from "./sim-voucher.ts";
import { FIRST_REVERSAL, PROGRAMME, accountsOf, datesOf, merchantName } from "./town.ts";

/** The service's memory as plain rows. What tills and the indexer do is written here once more, plainly. */
export function createMemoryBank(plan: Plan, chain: SimChain, ids: Dice, now: () => number): Bank {
  const tables = openTables(plan, now);
  return {
    store: createMemoryStore(tables),
    accept: async (order) => accept(tables, plan, ids, order),
    void: async (order) => voidPayment(tables, order),
    reverse: async (reversal) => reverse(tables, plan, ids, reversal),
    index: async (diesInFollowUp) => {
      if (diesInFollowUp && unreadOutcomes(tables, chain).length > 0) return true;
      applyFinal(tables, chain);
      return false;
    },
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
      holdings: [...tables.holdings].map(([address, row]) => ({ address, ...row })),
      ...{ recovered: tables.recovered, isQuarantined: tables.isQuarantined },
      ...{ readBlock: tables.readBlock, followUps: tables.followUps },
    }),
  };
}

const OPEN = new Set(["accepted", "batched"]);

function accept(tables: Tables, plan: Plan, ids: Dice, order: Order): "accepted" | "refused" {
  if (tables.transfers.some(({ parentId }) => parentId === order.paymentId)) return "accepted";
  const now = new Date(tables.now());
  const judged = judgePayment(order.amount as Cents, factsOf(tables, plan, order), now);
  if (!judged.ok) return "refused";
  // Signed before the database refuses it.
  const named = judged.value.shares.map((share) => ({ id: randomUuid(ids), ...share }));
  if (tables.isQuarantined) return "refused";
  const latest = new Date(datesOf(plan).settleableUntil * 1000);
  for (const [position, { id, ...share }] of named.entries()) {
    addTransfer(tables, tables.accounts.get(share.account)!, {
      id,
      ...{ kind: "payments", parentId: order.paymentId, position, reversed: null },
      ...{ from: share.account, to: merchantName(order.merchant), amount: share.amount },
      deadline: deadlineFrom(now, latest),
    });
  }
  return "accepted";
}

type NewTransfer = Pick<
  TransferRow,
  "id" | "kind" | "parentId" | "position" | "reversed" | "from" | "to" | "amount" | "deadline"
>;

function addTransfer(tables: Tables, purse: Purse, transfer: NewTransfer): void {
  tables.transfers.push({
    ...transfer,
    acceptedAt: tables.now(),
    nonce: purse.nextNonce,
    digest: hashOf(`digest ${transfer.id}`),
    ...{ state: "accepted", batchId: null, isPublic: false, settledBy: null },
    ...{ skipReason: null, asideUntil: null, asideTimes: 0 },
  });
  purse.held += transfer.amount;
  purse.nextNonce += 1n;
}

function reverse(
  tables: Tables,
  plan: Plan,
  ids: Dice,
  { reversalId, order, amount }: Reversal,
): "accepted" | "refused" {
  if (tables.transfers.some(({ parentId }) => parentId === reversalId)) return "accepted";
  const paid = tables.transfers.filter(({ parentId }) => parentId === order.paymentId);
  if (paid.length === 0) return "refused";
  const shop = merchantName(order.merchant);
  const holding = tables.holdings.get(shop);
  const now = new Date(tables.now());
  const settleableUntil = new Date(datesOf(plan).settleableUntil * 1000);
  const judged = judgeReversal(
    amount as Cents,
    {
      paymentState: stateOfAll(paid),
      transfers: paid.map(({ id, amount: share, digest }) => ({
        ...{ id, programmeId: PROGRAMME, amount: share as Cents },
        reversed: cents(reversedOf(tables, digest)),
      })),
      holdings: new Map(
        holding === undefined
          ? []
          : [[PROGRAMME, { ...holdingFacts(tables, shop, holding), settleableUntil }]],
      ),
    },
    now,
  );
  if (!judged.ok || tables.isQuarantined) return "refused";
  for (const [position, share] of judged.value.entries()) {
    const { from: to, digest: reversed } = paid.find(({ id }) => id === share.transferId)!;
    addTransfer(tables, holding!, {
      id: randomUuid(ids),
      ...{ kind: "reversals", parentId: reversalId, position, reversed },
      ...{ from: shop, to, amount: share.amount },
      deadline: deadlineFrom(now, settleableUntil),
    });
  }
  return "accepted";
}

const stateOfAll = (transfers: readonly TransferRow[]) => {
  const steps = transfers.map(({ state }) => ({ state, settledAt: new Date(0) }));
  return followTransfers(steps).state;
};

function reversedOf(tables: Tables, digest: Hash): bigint {
  const promised = tables.transfers.filter(({ state }) => state !== "failed");
  return [...promised, ...tables.recovered]
    .filter(({ reversed }) => reversed === digest)
    .reduce((sum, { amount }) => sum + amount, 0n);
}

function holdingFacts(tables: Tables, shop: Address, { confirmed, held, nextNonce }: Purse) {
  return {
    available: cents(confirmed > held ? confirmed - held : 0n),
    hasFreeNonce: hasFreeNonce(nextNonce, oldestOpen(tables, shop)),
  };
}

/** The lowest nonce of an account or shop that may still settle. */
function oldestOpen(tables: Tables, address: Address): bigint | null {
  const open = tables.transfers.filter(({ from, state }) => from === address && OPEN.has(state));
  return open.map(({ nonce }) => nonce).sort((one, other) => Number(one - other))[0] ?? null;
}

function factsOf(tables: Tables, plan: Plan, { card, merchant }: Order) {
  const accounts = accountsOf(plan)
    .filter((account) => account.card === card)
    .map(({ address }) => {
      const { confirmed, held, nextNonce } = tables.accounts.get(address)!;
      const available = cents(confirmed > held ? confirmed - held : 0n);
      const paid = tables.transfers.filter(
        ({ from, state }) => from === address && state !== "voided",
      );
      const paidHere = paid.filter(({ to }) => to === merchantName(merchant)).length;
      return {
        ...{
          address,
          available,
          hasFreeNonce: hasFreeNonce(nextNonce, oldestOpen(tables, address)),
        },
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
  const own = tables.transfers.filter((transfer) => transfer.parentId === paymentId);
  if (own.length === 0) return "refused";
  if (own.every(({ state }) => state === "voided")) return "voided";
  if (own.some(({ state, isPublic }) => state !== "accepted" || isPublic)) return "refused";
  if (tables.isQuarantined) return "refused";
  for (const transfer of own) {
    transfer.state = "voided";
    purseOf(tables, transfer.from).held -= transfer.amount;
  }
  return "voided";
}

type Found = { row: TransferRow; reason: string | null; hash: Hash };

function unread(tables: Tables, chain: SimChain) {
  return chain.blocks
    .slice(Number(tables.readBlock) + 1, Number(chain.final) + 1)
    .flatMap((block) => block.mined);
}

function unreadOutcomes(tables: Tables, chain: SimChain) {
  return tables.isHalted ? [] : unread(tables, chain).flatMap(({ outcomes }) => outcomes);
}

/** All final blocks that were not read, in one go. */
function applyFinal(tables: Tables, chain: SimChain): void {
  if (tables.isHalted) return;
  const mined = unread(tables, chain);
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
  const moved = mined.flatMap(({ outcomes }) => outcomes.filter(({ reason }) => reason === null));
  tables.followUps += moved.length;
  failLost(tables, chain.finalBlock().time);
}

/** Only the signer holds the accounts' keys, so the rows have forgotten it. */
function recover(tables: Tables, transfer: SimTransfer): void {
  const { id, from, to, nonce, amount, reversed } = transfer;
  purseOf(tables, from).confirmed -= amount;
  purseOf(tables, to).confirmed += amount;
  tables.recovered.push({ id, from, nonce, amount, reversed });
  tables.isQuarantined = true;
}

/** An account's, or a shop's, which begins with the first voucher that comes to it. */
function purseOf(tables: Tables, address: Address): Purse {
  const known = tables.accounts.get(address) ?? tables.holdings.get(address);
  if (known !== undefined) return known;
  const holding = { confirmed: 0n, held: 0n, nextNonce: FIRST_REVERSAL };
  tables.holdings.set(address, holding);
  return holding;
}

/** What a final block is past the deadline of can never settle. */
function failLost(tables: Tables, finalTime: number): void {
  for (const row of tables.transfers) {
    if (!OPEN.has(row.state) || Number(row.deadline) * 1000 >= finalTime) continue;
    Object.assign(row, { state: "failed", skipReason: "deadline_passed", asideUntil: null });
    purseOf(tables, row.from).held -= row.amount;
  }
}

function moveBalances(tables: Tables, found: readonly Found[]): void {
  for (const { row, reason } of found) {
    if (reason !== null) continue;
    const payer = purseOf(tables, row.from);
    payer.confirmed -= row.amount;
    if (OPEN.has(row.state)) payer.held -= row.amount;
    purseOf(tables, row.to).confirmed += row.amount;
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
