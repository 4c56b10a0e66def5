import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

import type { LockCounts } from "../custody/custody.ts";

export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const payments = new Counter({
  name: "borgo_payments_total",
  help: "Requests for payment by outcome: accepted, or the code of the refusal",
  labelNames: ["outcome"],
  registers: [registry],
});

export function countPayment(outcome: string): void {
  payments.inc({ outcome });
}

const requests = new Histogram({
  name: "borgo_http_request_seconds",
  help: "Time to answer, by route and status",
  labelNames: ["route", "method", "status"],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  registers: [registry],
});

export function observeRequest(
  route: string,
  method: string,
  status: number,
  seconds: number,
): void {
  requests.observe({ route, method, status: String(status) }, seconds);
}

export const unsettledGauge = new Gauge({
  name: "borgo_unsettled_cents",
  help: "Cents accepted and not yet final on chain",
  registers: [registry],
});

export const failedTransfersGauge = new Gauge({
  name: "borgo_failed_transfers",
  help: "Signed transfers that can never settle and that no officer has made good yet",
  registers: [registry],
});

export const owedGauge = new Gauge({
  name: "borgo_owed_cents",
  help: "Cents that the town owes in place of transfers that can never settle",
  registers: [registry],
});

export const indexedBlockGauge = new Gauge({
  name: "borgo_indexed_block",
  help: "Last final block whose events are applied",
  registers: [registry],
});

export const haltedGauge = new Gauge({
  name: "borgo_indexer_halted",
  help: "1 where the indexer waits for a person",
  registers: [registry],
});

export const relayerBalanceGauge = new Gauge({
  name: "borgo_relayer_balance_wei",
  help: "What the relayer account has left for gas",
  labelNames: ["relayer"],
  registers: [registry],
});

export const nodesUpGauge = new Gauge({
  name: "borgo_chain_nodes_up",
  help: "Nodes of the chain that answered when last asked, of borgo_chain_nodes",
  registers: [registry],
});

export const nodesGauge = new Gauge({
  name: "borgo_chain_nodes",
  help: "Nodes of the chain in the settings",
  registers: [registry],
});

export const nodeLiesGauge = new Gauge({
  name: "borgo_chain_node_lies",
  help: "How often a node said what the others or a block's own header refute, since the start",
  labelNames: ["node"],
  registers: [registry],
});

export const disagreementGauge = new Gauge({
  name: "borgo_chain_disagreement_seconds",
  help: "For how long the nodes have contradicted each other; nothing is read as final meanwhile",
  registers: [registry],
});

export const relayerFuelGauge = new Gauge({
  name: "borgo_relayer_fuel_low",
  help: "1 where the relayer account cannot pay for five full transactions at today's price",
  labelNames: ["relayer"],
  registers: [registry],
});
const lockGauge = new Gauge({
  name: "borgo_password_locks",
  help: "What is locked after wrong passwords: cards for a while, cards until the office acts, tills, addresses",
  labelNames: ["what"],
  registers: [registry],
});

const unknownCodesGauge = new Gauge({
  name: "borgo_unknown_codes",
  help: "Codes of nobody's that were tried in the last hour: somebody is guessing, or prints cards",
  registers: [registry],
});

export function setLocks(locks: LockCounts): void {
  lockGauge.set({ what: "card" }, locks.lockedCards);
  lockGauge.set({ what: "card_until_office" }, locks.blockedCards);
  lockGauge.set({ what: "till" }, locks.lockedTills);
  lockGauge.set({ what: "source" }, locks.lockedSources);
  unknownCodesGauge.set(locks.unknownCodes);
}

export const unusualGauge = new Gauge({
  name: "borgo_unusual_use",
  help: "Unusual uses of tills that nobody has looked into yet, by rule",
  labelNames: ["rule"],
  registers: [registry],
});

export const booksDifferencesGauge = new Gauge({
  name: "borgo_books_differences",
  help: "Figures of which journal, accounts and chain do not say the same",
  labelNames: ["programme"],
  registers: [registry],
});

export const booksDifferenceGauge = new Gauge({
  name: "borgo_books_difference_cents",
  help: "By how much journal, accounts and chain are apart, added up",
  labelNames: ["programme"],
  registers: [registry],
});

export const booksAgeGauge = new Gauge({
  name: "borgo_books_age_seconds",
  help: "Time since journal, accounts and chain were last compared",
  labelNames: ["programme"],
  registers: [registry],
});

export const inFlightGauge = new Gauge({
  name: "borgo_requests_in_flight",
  help: "Requests under way",
  registers: [registry],
});

export const shedCounter = new Counter({
  name: "borgo_requests_shed_total",
  help: "Requests refused before any work: rate, where one client sent too many; full, where all together did",
  labelNames: ["reason"],
  registers: [registry],
});

export const oldestUnsettledGauge = new Gauge({
  name: "borgo_oldest_unsettled_seconds",
  help: "For how long the oldest accepted payment has waited for the chain",
  registers: [registry],
});

export const shortfallGauge = new Gauge({
  name: "borgo_shortfall_cents",
  help: "By how much holders have less than they promised, through acts outside the service",
  registers: [registry],
});

export const setAsideGauge = new Gauge({
  name: "borgo_set_aside_transfers",
  help: "Signed transfers that wait because the contract would leave them out now",
  registers: [registry],
});

export const foreignNoncesGauge = new Gauge({
  name: "borgo_foreign_nonces",
  help: "Nonces of our relayers that a transaction of somebody else has used",
  registers: [registry],
});

export const oldestBatchGauge = new Gauge({
  name: "borgo_oldest_open_batch_seconds",
  help: "For how long the oldest batch has been on its way to a final block; 0 where none is",
  registers: [registry],
});

export const quarantineGauge = new Gauge({
  name: "borgo_quarantined",
  help: "1 while the database, which has forgotten something, is told again by the chain",
  registers: [registry],
});
