import pg from "pg";
import { hashTypedData } from "viem";

import { PAYMENT_TYPES, REVERSAL_TYPES, tokenDomain } from "#core/chain/typed-data.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { Hash, PaymentId, ReversalId } from "#core/shared/ids.ts";
import { cents } from "#core/shared/money.ts";
import { ok } from "#core/shared/result.ts";

import { type PaymentDeps, acceptPayment } from "../../server/payments/accept-payment.ts";
import { reversePayment } from "../../server/payments/reverse-payment.ts";
import { voidPayment } from "../../server/payments/take-back.ts";
import { type IndexerDeps, indexOnce } from "../../server/indexer/indexer.ts";
import { newMemory } from "../../server/indexer/read-range.ts";
import type { SettlementStore } from "../../server/settlement/settlement-store.ts";
import { createSqlStore } from "../../server/settlement/sql-store.ts";
import type { Clock } from "../../server/shared/clock.ts";
import type { Database } from "../../server/shared/database.ts";
import { isQuarantined } from "../../server/shared/database-fault.ts";
import { enterQuarantine, readQuarantine } from "../../server/shared/quarantine.ts";
import type { Log } from "../../server/shared/log.ts";
import { FREE_SPENDING } from "../support/free-day.ts";
import { type Bank, type Order, type Reversal, quarantined } from "./bank.ts";
import type { Plan } from "./plan.ts";
import type { Dice } from "./seeded-random.ts";
import type { SimChain } from "./sim-chain.ts";
import { logChain } from "./sim-log-chain.ts";
import { readSnapshot, readUnfinished } from "./sql-snapshot.ts";
import {
  type Rows,
  cardUuid,
  codeOf,
  copyRows,
  keyUuid,
  merchantUuid,
  noteFollowUps,
  shopKeyUuid,
  putRowsBack,
  refoundTown,
  setNow,
  tillUuid,
} from "./sql-town.ts";
import { CHAIN_ID, SIGNATURE, merchantName } from "./town.ts";
import { Violation, must } from "./watch.ts";

const { DatabaseError } = pg;
const QUIET = new Proxy({}, { get: () => () => undefined }) as Log;
const DEPLOYMENT = {
  chainId: CHAIN_ID,
  startBlock: 0,
  contracts: Object.fromEntries(
    ["accessManager", "merchantRegistry", "localToken", "programmes"].map((name, index) => [
      name,
      { address: `0x${`d${index}`.padStart(40, "0")}`, block: 0, abiHash: "0x" },
    ]),
  ),
} as unknown as Deployment;

/** The real modules on PostgreSQL: payments, voids, the settler's store, the indexer. Only keys are not real. */
export async function createSqlBank(
  db: Database,
  { plan, chain, ids, now }: { plan: Plan; chain: SimChain; ids: Dice; now: () => number },
): Promise<Bank> {
  await refoundTown(db, plan);
  let told = -1;
  /** Before each use the database is told what time it is. */
  async function timely<Value>(work: () => Promise<Value>): Promise<Value> {
    if (told !== now()) await setNow(db, (told = now()));
    return work().catch(refusedByDatabase);
  }
  const clock = { now: () => new Date(now()) } as Clock;
  let dies = false;
  const indexer: IndexerDeps = {
    ...{ db, clock, chain: logChain(plan, chain), log: QUIET, deployment: DEPLOYMENT },
    memory: newMemory(),
    projections: [
      async (tx, events) => {
        await noteFollowUps(tx, events);
        if (dies) throw new DiesInFollowUp();
      },
    ],
  };
  const bank: Bank = {
    store: timelyStore(createSqlStore(db, QUIET), timely),
    reverse: (reversal) => timely(() => reverse(db, ids, reversal).catch(refusedInQuarantine)),
    accept: (order) => timely(() => accept(db, ids, order).catch(refusedInQuarantine)),
    void: (order) => timely(() => voidOrder(db, order).catch(refusedInQuarantine)),
    index: (diesInFollowUp) =>
      timely(async () => {
        dies = diesInFollowUp;
        return await indexAll(indexer).then(() => false, passedAway);
      }),
    halt: async (isHalted) => {
      const reason = isHalted ? "simulated" : null;
      await db.updateTable("chain_cursor").set({ halted_because: reason }).execute();
    },
    copy: () => copyRows(db),
    restore: async (copy) => {
      await putRowsBack(db, copy as Rows);
      await enterQuarantine(db, QUIET, "simulated");
    },
    isQuarantined: async () => (await readQuarantine(db)) !== undefined,
    hasAttempt: async (hash) => {
      const query = db.selectFrom("settlement_attempt").select("number");
      return (await query.where("transaction_hash", "=", hash).executeTakeFirst()) !== undefined;
    },
    snapshot: () => readSnapshot(db),
    unfinished: () => readUnfinished(db),
  };
  await bank.index(false);
  return bank;
}

/** The process ends while a later slice writes what follows from a settlement. */
class DiesInFollowUp extends Error {}

function passedAway(error: unknown): true {
  if (error instanceof DiesInFollowUp) return true;
  throw error;
}

/** A constraint that has to step in has caught a mistake. */
function refusedByDatabase(error: unknown): never {
  if (isQuarantined(error)) throw quarantined();
  if (error instanceof DatabaseError) throw new Violation(`the database refuses: ${error.message}`);
  throw error;
}

/** The service refuses before it asks the database; where it does not know yet, the database does. */
function refusedInQuarantine(error: unknown): "refused" {
  if (isQuarantined(error)) return "refused";
  throw error;
}

function timelyStore(
  store: SettlementStore,
  timely: <Value>(work: () => Promise<Value>) => Promise<Value>,
): SettlementStore {
  const entries = Object.entries(store).map(([name, method]) => [
    name,
    (...args: unknown[]) =>
      timely(() => (method as (...args: unknown[]) => Promise<unknown>)(...args)),
  ]);
  return Object.fromEntries(entries) as SettlementStore;
}

async function indexAll(deps: IndexerDeps): Promise<void> {
  for (;;) {
    const outcome = await indexOnce(deps);
    must(outcome !== "forgotten" && outcome !== "lagging", `C14: the indexer says ${outcome}`);
    if (outcome !== "behind") return;
  }
}

const tillOf = ({ merchant }: Order) =>
  ({ id: tillUuid(merchant), merchant: { id: merchantUuid(merchant) } }) as never;

const shopTill = ({ merchant }: Order) =>
  ({
    id: tillUuid(merchant),
    merchant: { id: merchantUuid(merchant), account: merchantName(merchant) },
  }) as never;

/** Opens any card and signs anything: what a password protects is tested elsewhere. */
const CUSTODY = {
  unlock: async (_kind: string, code: string) => {
    const card = [0, 1, 2].find((one) => codeOf(one) === code);
    if (card !== undefined) return ok({ sealedKeyId: keyUuid(card), grant: cardUuid(card) });
    return ok({ sealedKeyId: shopKeyUuid(Number(code)), grant: merchantUuid(Number(code)) });
  },
  signPayments: async (
    _grant: string,
    payments: readonly { token: `0x${string}`; message: never }[],
  ) =>
    payments.map(({ token, message }) => ({
      signature: SIGNATURE,
      digest: hashTypedData({
        domain: tokenDomain(CHAIN_ID, token),
        ...{ types: PAYMENT_TYPES, primaryType: "Payment", message },
      }),
    })),
  signReversals: async (
    _grant: string,
    reversals: readonly { token: `0x${string}`; message: { payment: Hash | null } }[],
  ) =>
    reversals.map(({ token, message }) => {
      const domain = tokenDomain(CHAIN_ID, token);
      const signed = message as never;
      const digest =
        message.payment === null
          ? hashTypedData({
              ...{ domain, types: PAYMENT_TYPES, primaryType: "Payment", message: signed },
            })
          : hashTypedData({
              ...{ domain, types: REVERSAL_TYPES, primaryType: "Reversal", message: signed },
            });
      return { signature: SIGNATURE, digest };
    }),
  release: async () => undefined,
} as unknown as PaymentDeps["custody"];

async function accept(db: Database, ids: Dice, order: Order): Promise<"accepted" | "refused"> {
  // The replica's own clock, which may be wrong: nothing of a payment looks at it.
  const deps: PaymentDeps & { clock: Clock } = {
    ...{ db, custody: CUSTODY, random: ids, deployment: DEPLOYMENT, unsettled: () => cents(0n) },
    clock: { now: () => new Date(order.at) } as Clock,
    pace: { spreadSeconds: 0 },
    limits: {
      ...{ largestPayment: cents(1_000_000n), unsettledLimit: cents(1_000_000n) },
      spending: FREE_SPENDING,
    },
  };
  const outcome = await acceptPayment(deps, tillOf(order), {
    paymentId: order.paymentId as PaymentId,
    amount: cents(order.amount),
    ...(order.local === undefined ? {} : { local: order.local }),
    cardCode: codeOf(order.card),
    password: "12345678",
  });
  return outcome.ok ? "accepted" : "refused";
}

async function reverse(
  db: Database,
  ids: Dice,
  { reversalId, order, amount }: Reversal,
): Promise<"accepted" | "refused"> {
  const deps = { db, custody: CUSTODY, random: ids, deployment: DEPLOYMENT };
  const outcome = await reversePayment({ ...deps, pace: { spreadSeconds: 0 } }, shopTill(order), {
    reversalId: reversalId as ReversalId,
    paymentId: order.paymentId as PaymentId,
    amount: cents(amount),
    // Says whose sheet it is.
    consent: { activationCode: String(order.merchant), password: "12345678" },
  });
  return outcome.ok ? "accepted" : "refused";
}

async function voidOrder(db: Database, order: Order): Promise<"voided" | "refused"> {
  const outcome = await voidPayment({ db }, tillOf(order), order.paymentId as PaymentId);
  return outcome.ok ? "voided" : "refused";
}
