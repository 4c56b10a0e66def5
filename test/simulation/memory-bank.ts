import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import { deadlineFrom } from "#core/payment/deadline.ts";
import { followTransfers } from "#core/payment/follow-transfers.ts";
import { hasFreeNonce } from "#core/payment/transfer-state.ts";
import { judgePayment } from "#core/payment/judge-payment.ts";
import { judgeReversal } from "#core/payment/judge-reversal.ts";
import { setAsideSeconds } from "#core/settlement/set-aside.ts";
import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";
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
import {
  FIRST_REVERSAL,
  PROGRAMME,
  accountsOf,
  datesOf,
  isLocal,
  merchantName,
  programmeOf,
  purseName,
} from "./town.ts";

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
      accounts: [...tables.accounts.values()],
      holdings: [...tables.holdings.values()],
      ...{ recovered: tables.recovered, isQuarantined: tables.isQuarantined },
      ...{ readBlock: tables.readBlock, followUps: tables.followUps },
    }),
  };
}

const OPEN = new Set(["accepted", "batched"]);

function accept(tables: Tables, plan: Plan, ids: Dice, order: Order): "accepted" | "refused" {
  if (tables.transfers.some(({ parentId }) => parentId === order.paymentId)) return "accepted";
  const now = new Date(tables.now());
  const facts = factsOf(tables, plan, order);
  const judged = judgePayment(order.amount as Cents, facts, now, order.local);
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
      deadline: deadlineFrom(now, share.programmeId === LOCAL_VALUE ? undefined : latest),
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
  const now = new Date(tables.now());
  const settleableUntil = new Date(datesOf(plan).settleableUntil * 1000);
  const ends = new Map([[PROGRAMME, { settleableUntil }]]);
  const judged = judgeReversal(
    amount as Cents,
    {
      paymentState: stateOfAll(paid),
      transfers: paid.map((transfer) => ({
        ...{ id: transfer.id, programmeId: programmeOf(transfer) },
        ...{ amount: transfer.amount as Cents, reversed: reversedOf(tables, transfer) },
      })),
      holdings: new Map(
        [PROGRAMME, LOCAL_VALUE].flatMap((id) => {
          const holding = tables.holdings.get(purseName(id, shop));
          if (holding === undefined) return [];
          return [[id, { ...holdingFacts(tables, holding), ...ends.get(id) }]];
        }),
      ),
    },
    now,
  );
  if (!judged.ok || tables.isQuarantined) return "refused";
  for (const [position, share] of judged.value.entries()) {
    const transfer = paid.find(({ id }) => id === share.transferId)!;
    const { from: to, digest: reversed } = transfer;
    addTransfer(tables, purseAt(tables, programmeOf(transfer), shop), {
      id: randomUuid(ids),
      ...{ kind: "reversals", parentId: reversalId, position, reversed },
      ...{ from: shop, to, amount: share.amount },
      deadline: deadlineFrom(now, isLocal(transfer) ? undefined : settleableUntil),
    });
  }
  return "accepted";
}

const stateOfAll = (transfers: readonly TransferRow[]) => {
  const steps = transfers.map(({ state }) => ({ state, settledAt: new Date(0) }));
  return followTransfers(steps).state;
};

/** What of local value was given back and is forgotten names no payment: it counts against each that it may belong to. */
function reversedOf(tables: Tables, paid: TransferRow): Cents {
  const promised = tables.transfers.filter(({ state }) => state !== "failed");
  const mayBelong = ({ from, to }: { from: Address; to: Address }) =>
    isLocal(paid) && from === paid.to && to === paid.from;
  const sum = [
    ...promised.filter(({ reversed }) => reversed === paid.digest),
    ...tables.recovered.filter((one) => one.reversed === paid.digest || mayBelong(one)),
  ].reduce((total, { amount }) => total + amount, 0n);
  return cents(sum < paid.amount ? sum : paid.amount);
}

function holdingFacts(tables: Tables, holding: Purse) {
  const { confirmed, held, nextNonce } = holding;
  return {
    available: cents(confirmed > held ? confirmed - held : 0n),
    hasFreeNonce: hasFreeNonce(nextNonce, oldestOpen(tables, holding)),
  };
}

/** The lowest nonce of an account or shop that may still settle. */
function oldestOpen(tables: Tables, { programmeId, address }: Purse): bigint | null {
  const open = tables.transfers.filter(
    (row) => row.from === address && OPEN.has(row.state) && programmeOf(row) === programmeId,
  );
  return open.map(({ nonce }) => nonce).sort((one, other) => Number(one - other))[0] ?? null;
}

function factsOf(tables: Tables, plan: Plan, { card, merchant }: Order) {
  const accountsIn = (programmeId: ProgrammeId) =>
    accountsOf(plan)
      .filter((account) => account.card === card && account.programmeId === programmeId)
      .map(({ address }) => {
        const account = tables.accounts.get(address)!;
        const { confirmed, held, nextNonce } = account;
        const available = cents(confirmed > held ? confirmed - held : 0n);
        const paid = tables.transfers.filter(
          ({ from, state }) => from === address && state !== "voided",
        );
        const paidHere = paid.filter(({ to }) => to === merchantName(merchant)).length;
        return {
          ...{
            address,
            available,
            hasFreeNonce: hasFreeNonce(nextNonce, oldestOpen(tables, account)),
          },
          ...{ paidHere, paidElsewhere: paid.length - paidHere },
        };
      });
  const spendableUntil = new Date(datesOf(plan).spendableUntil * 1000);
  const always = { spendableFrom: new Date(0), spendableUntil, categories: [1] };
  return {
    card: { status: "active" as const },
    merchant: { state: "active" as const, category: 1 },
    vouchers: [{ programmeId: PROGRAMME, ...always, accounts: accountsIn(PROGRAMME) }],
    ...(plan.localPercent === 0
      ? {}
      : { local: { acceptedPercent: plan.localPercent, accounts: accountsIn(LOCAL_VALUE) } }),
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
    payerOf(tables, transfer).held -= transfer.amount;
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
  const { id, from, to, nonce, amount } = transfer;
  payerOf(tables, transfer).confirmed -= amount;
  payeeOf(tables, transfer).confirmed += amount;
  const reversed = isLocal(transfer) ? null : transfer.reversed;
  tables.recovered.push({ id, from, to, nonce, amount, reversed });
  tables.isQuarantined = true;
}

type Ends = { readonly from: Address; readonly to: Address };

const payerOf = (tables: Tables, transfer: Ends) =>
  purseAt(tables, programmeOf(transfer), transfer.from);
const payeeOf = (tables: Tables, transfer: Ends) =>
  purseAt(tables, programmeOf(transfer), transfer.to);

/** An account's, or a shop's, which begins with the first of a token that comes to it. */
function purseAt(tables: Tables, programmeId: ProgrammeId, address: Address): Purse {
  const name = purseName(programmeId, address);
  const known = tables.accounts.get(address) ?? tables.holdings.get(name);
  if (known !== undefined) return known;
  const nothing = { confirmed: 0n, held: 0n, nextNonce: FIRST_REVERSAL };
  const holding = { programmeId, address, ...nothing };
  tables.holdings.set(name, holding);
  return holding;
}

/** What a final block is past the deadline of can never settle. */
function failLost(tables: Tables, finalTime: number): void {
  for (const row of tables.transfers) {
    if (!OPEN.has(row.state) || Number(row.deadline) * 1000 >= finalTime) continue;
    Object.assign(row, { state: "failed", skipReason: "deadline_passed", asideUntil: null });
    payerOf(tables, row).held -= row.amount;
  }
}

function moveBalances(tables: Tables, found: readonly Found[]): void {
  for (const { row, reason } of found) {
    if (reason !== null) continue;
    const payer = payerOf(tables, row);
    payer.confirmed -= row.amount;
    if (OPEN.has(row.state)) payer.held -= row.amount;
    payeeOf(tables, row).confirmed += row.amount;
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
