import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";

import { isFuelLow } from "#core/settlement/fuel.ts";
import { UNUSUAL_RULES } from "#core/payment/unusual-use.ts";
import type { Address } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";

import { rewardPurchases } from "../campaigns/earn-purchases.ts";
import { rewardShares } from "../initiatives/close-day.ts";
import {
  type IndexOutcome,
  type IndexerDeps,
  halt,
  indexOnce,
  noteLocalToken,
  placeCursor,
  readCursor,
} from "../indexer/indexer.ts";
import { newMemory } from "../indexer/read-range.ts";
import { teachAgain, teachMissing } from "../indexer/relearn.ts";
import { oldestUnsettledSeconds, unsettledCents } from "../payments/payments.ts";
import { fileForgottenPeople } from "../programmes/file-people.ts";
import { countUnusualUse, watchTills } from "../payments/unusual-use.ts";
import { reconcile, reconciliationFigures } from "../reconciliation/reconciliation.ts";
import { owedFigures } from "../reimbursements/owed.ts";
import { stopSettling, settleOnce } from "../settlement/settler.ts";
import { createSettlement, registerRelayer, settlementFigures } from "../settlement/settlement.ts";
import { shortfallOfAccounts } from "../cards/cards.ts";
import { shortfallOfHoldings } from "../merchants/merchants.ts";
import { quarantineRound } from "../settlement/quarantine.ts";
import { enterQuarantine, readQuarantine } from "../shared/quarantine.ts";
import type { Config } from "./config.ts";
import { noteAuditHead } from "./audit-heads.ts";
import { advanceMark } from "./database-mark.ts";
import type { Job } from "./jobs.ts";
import {
  booksAgeGauge,
  booksDifferenceGauge,
  booksDifferencesGauge,
  disagreementGauge,
  failedTransfersGauge,
  foreignNoncesGauge,
  haltedGauge,
  indexedBlockGauge,
  nodeLiesGauge,
  nodesGauge,
  nodesUpGauge,
  oldestBatchGauge,
  oldestUnsettledGauge,
  owedGauge,
  quarantineGauge,
  relayerBalanceGauge,
  relayerFuelGauge,
  setAsideGauge,
  shortfallGauge,
  setLocks,
  unsettledGauge,
  unusualGauge,
} from "./metrics.ts";
import { keepNoLonger } from "./keep-no-longer.ts";
import { prepareMonths } from "./prepare-months.ts";
import { PROJECTIONS } from "./projections.ts";
import type { ServiceDeps } from "./service-deps.ts";

const WATCH_EVERY_MS = 2_000;
const WATCH_TILLS_EVERY_MS = 15_000;
const PREPARE_MONTHS_EVERY_MS = 5_000;
const REWARD_EVERY_MS = 5_000;
const FILE_EVERY_MS = 3_600_000;
const KEEP_EVERY_MS = 3_600_000;
const NOTE_HEAD_EVERY_MS = 600_000;

/** What this replica does beside answering requests. */
export async function serviceJobs(
  deps: ServiceDeps,
  config: Config,
  setUnsettled: (amount: Cents) => void,
): Promise<EndingJob[]> {
  const { processRoles } = config;
  // Before anything else: whoever works on a database that has forgotten does harm.
  const mark = markJob(deps);
  await mark.run();
  return [
    mark,
    auditHeadJob(deps),
    filingJob(deps),
    watchJob(deps, setUnsettled),
    ...(processRoles.includes("indexer")
      ? [
          tillWatchJob(deps),
          rewardJob(deps),
          monthJob(deps),
          retentionJob(deps, config),
          await indexerJob(deps, config),
          reconcilerJob(deps, config),
        ]
      : []),
    ...(processRoles.includes("settler") ? await settlerJobs(deps, config) : []),
  ];
}

/** A job with something to let go of when it ends. */
export type EndingJob = Job & { end?(): Promise<void> };

function markJob(deps: ServiceDeps): EndingJob {
  return {
    name: "mark",
    everyMilliseconds: WATCH_EVERY_MS,
    run: async () => {
      await advanceMark(deps, deps.markFile);
      deps.quarantine.because = await readQuarantine(deps.db);
      quarantineGauge.set(deps.quarantine.because === undefined ? 0 : 1);
    },
  };
}

function auditHeadJob(deps: ServiceDeps): EndingJob {
  const note = join(dirname(deps.markFile), "audit-heads");
  let last: bigint | undefined;
  return {
    name: "audit head",
    everyMilliseconds: NOTE_HEAD_EVERY_MS,
    run: async () => void (last = await noteAuditHead(deps, note, last)),
  };
}

/** One replica's work, and harmless twice: each campaign's purchases queue for its row. */
function rewardJob(deps: ServiceDeps): EndingJob {
  return {
    name: "rewards",
    everyMilliseconds: REWARD_EVERY_MS,
    run: async () => {
      await rewardPurchases(deps);
      await rewardShares(deps);
    },
  };
}

/** One replica's work; two would take turns. */
function monthJob(deps: ServiceDeps): EndingJob {
  return {
    name: "months",
    everyMilliseconds: PREPARE_MONTHS_EVERY_MS,
    run: () => prepareMonths(deps),
  };
}

/** One replica's work: what and whoever was kept long enough is erased. */
function retentionJob(deps: ServiceDeps, { personMonths }: Config): EndingJob {
  return {
    name: "retention",
    everyMilliseconds: KEEP_EVERY_MS,
    run: async () => {
      const people = await keepNoLonger(deps, personMonths);
      if (people > 0) deps.log.info({ people }, "people were kept long enough and are erased");
    },
  };
}

/** Files whoever was stored before people were filed by name. */
function filingJob(deps: ServiceDeps): EndingJob {
  return {
    name: "filing",
    everyMilliseconds: FILE_EVERY_MS,
    run: async () => {
      while ((await fileForgottenPeople(deps)) > 0);
    },
  };
}

function indexerDeps(deps: ServiceDeps): IndexerDeps {
  return { ...deps, projections: PROJECTIONS, memory: newMemory() };
}

async function indexerJob(deps: ServiceDeps, config: Config): Promise<EndingJob> {
  const own = indexerDeps(deps);
  await noteLocalToken(own);
  await placeCursor(own);
  return { name: "indexer", everyMilliseconds: config.pollMilliseconds, run: () => readAll(own) };
}

function reconcilerJob(deps: ServiceDeps, { reconcileEverySeconds }: Config): EndingJob {
  const everyMilliseconds = reconcileEverySeconds * 1000;
  return { name: "reconciler", everyMilliseconds, run: () => reconcile(deps) };
}

/** Reads until all final blocks are known. A chain that forgot is taught again where it is ours, and a person called where not. */
async function readAll(deps: IndexerDeps): Promise<void> {
  const outcome = await readOn(deps).catch((error: unknown) => {
    deps.memory.wasAway = true;
    throw error;
  });
  if (outcome === "lagging") deps.log.warn("the nodes do not have the block that was read last");
  const isOurs = deps.chain.chain.onForgotten === "rebuild";
  if (outcome === "forgotten" && !isOurs)
    return halt(deps, "the chain has another block in place of the last final one that was read");
  if (outcome === "forgotten") return teachAgain(deps);
  if (isOurs && deps.memory.wasAway) await teachMissing(deps);
  deps.memory.wasAway = false;
}

async function readOn(deps: IndexerDeps): Promise<IndexOutcome> {
  let outcome = await indexOnce(deps);
  while (outcome === "behind") outcome = await indexOnce(deps);
  return outcome;
}

/** One job for each relayer account, those of an earlier setting included: what they have sent has to end. */
async function settlerJobs(deps: ServiceDeps, config: Config): Promise<EndingJob[]> {
  const owner = randomUUID();
  const settlement = createSettlement(deps);
  const relayers = await deps.custody.ensureRelayers(config.relayers);
  for (const relayer of relayers) await registerRelayer(deps, relayer);
  return relayers.map((relayer) => ({
    name: `settler ${relayer}`,
    everyMilliseconds: config.pollMilliseconds,
    run: async () => {
      if (await isQuarantined(deps, relayer)) await quarantineRound(settlement, relayer, owner);
      else await settleOnce(settlement, relayer, owner);
      await watchFuel(deps, relayer);
    },
    end: () => stopSettling(settlement, relayer, owner),
  }));
}

/** A relayer whose transactions on chain are more than were ever given a nonce: somebody has forgotten them. */
async function isQuarantined({ db, chain, log }: ServiceDeps, relayer: Address): Promise<boolean> {
  if ((await readQuarantine(db)) !== undefined) return true;
  const used = await chain.transactionCount(relayer, "latest");
  const { next_nonce: next } = await db
    .selectFrom("relayer")
    .select("next_nonce")
    .where("address", "=", relayer)
    .executeTakeFirstOrThrow();
  if (used <= next) return false;
  await enterQuarantine(
    db,
    log,
    `the chain has ${used} transactions of the relayer, the database knows of ${next}`,
  );
  return true;
}

/** A relayer without money for gas stops settlement, so somebody has to know in time. */
async function watchFuel({ chain, log }: ServiceDeps, relayer: Address): Promise<void> {
  const balance = await chain.balance(relayer);
  const isLow = isFuelLow(balance, await chain.fees());
  relayerBalanceGauge.set({ relayer }, Number(balance));
  relayerFuelGauge.set({ relayer }, isLow ? 1 : 0);
  if (isLow) log.error({ relayer, wei: balance.toString() }, "the relayer is low on gas money");
}

/** One replica's work, though it would do no harm twice. */
function tillWatchJob(deps: ServiceDeps): EndingJob {
  return {
    name: "till watch",
    everyMilliseconds: WATCH_TILLS_EVERY_MS,
    run: async () => {
      await watchTills(deps);
      const open = await countUnusualUse(deps.db);
      for (const rule of UNUSUAL_RULES) unusualGauge.set({ rule }, open.get(rule) ?? 0);
    },
  };
}

/** Keeps the figures that are asked for often. */
function watchJob(deps: ServiceDeps, setUnsettled: (amount: Cents) => void): EndingJob {
  return {
    name: "watch",
    everyMilliseconds: WATCH_EVERY_MS,
    run: async () => {
      const amount = cents(await unsettledCents(deps.db));
      setUnsettled(amount);
      unsettledGauge.set(Number(amount));
      tellOfNodes(deps);
      await tellOfBooks(deps);
      const owed = await owedFigures(deps.db);
      failedTransfersGauge.set(owed.transfers);
      owedGauge.set(Number(owed.cents));
      await tellOfWaiting(deps);
      await tellOfSettlement(deps);
      setLocks(await deps.custody.countLocks());
      const cursor = await readCursor(deps.db);
      if (cursor === undefined) return;
      indexedBlockGauge.set(Number(cursor.number));
      haltedGauge.set(cursor.haltedBecause === null ? 0 : 1);
    },
  };
}

async function tellOfWaiting({ db }: ServiceDeps): Promise<void> {
  oldestUnsettledGauge.set(await oldestUnsettledSeconds(db));
  shortfallGauge.set(Number((await shortfallOfAccounts(db)) + (await shortfallOfHoldings(db))));
}

async function tellOfBooks({ db, clock }: ServiceDeps): Promise<void> {
  for (const { programme, differences, cents: amount, checkedAt } of await reconciliationFigures(
    db,
  )) {
    booksDifferencesGauge.set({ programme }, differences);
    booksDifferenceGauge.set({ programme }, Number(amount));
    booksAgeGauge.set({ programme }, (clock.now().getTime() - checkedAt.getTime()) / 1000);
  }
}

async function tellOfSettlement({ db }: ServiceDeps): Promise<void> {
  const { setAside, foreignNonces, oldestSeconds } = await settlementFigures(db);
  setAsideGauge.set(setAside);
  foreignNoncesGauge.set(foreignNonces);
  oldestBatchGauge.set(oldestSeconds);
}

function tellOfNodes({ clock, nodeHealth }: ServiceDeps): void {
  const { nodes, disagreement } = nodeHealth();
  nodesGauge.set(nodes.length);
  nodesUpGauge.set(nodes.filter(({ isUp }) => isUp).length);
  for (const { host, lies } of nodes) nodeLiesGauge.set({ node: host }, lies);
  const since = disagreement?.since.getTime();
  disagreementGauge.set(since === undefined ? 0 : (clock.now().getTime() - since) / 1000);
}
