import { type Mutant, mutant, patch } from "./mutant.ts";

const JUDGE = "core/payment/judge-reversal.ts";
const TRANSFERS = "server/payments/shop-transfers.ts";
const PAYMENTS = "server/payments/payments.ts";
const INDEXER = "server/indexer/indexer.ts";

const sqlMutant = (...parts: Parameters<typeof mutant>): Mutant => ({
  ...mutant(...parts),
  tier: "sql",
});

/** Mistakes in what a shop gives back, and in what follows from a settlement. */
export const REVERSAL_MUTANTS: readonly Mutant[] = [
  mutant(
    "given-back-twice",
    "does not count what earlier reversals of a payment gave back",
    patch(JUDGE, "(transfer.amount - transfer.reversed)", "transfer.amount"),
  ),
  mutant(
    "reversed-unsettled",
    "gives back what has not settled",
    patch(JUDGE, 'paymentState !== "settled"', "false"),
  ),
  mutant(
    "reversed-too-late",
    "lets a payment be given back that the voucher settles no more",
    patch(JUDGE, "settleableUntil !== undefined && now > settleableUntil", "false"),
  ),
  sqlMutant(
    "reversal-unheld",
    "promises back without reserving it on the shop's holding",
    patch(TRANSFERS, "held: amount, nonces", "held: 0n, nonces"),
  ),
  sqlMutant(
    "reversal-unbooked",
    "promises back without an entry in the journal",
    patch(TRANSFERS, "  await bookPromises(tx, promises);\n", ""),
  ),
  sqlMutant(
    "lost-reversal-keeps-the-hold",
    "keeps reserved on the shop's holding what can never be given back",
    patch(PAYMENTS, "releasesBy(own, ({ from }) => shops.get(from))", "new Map()"),
  ),
  sqlMutant(
    "follow-up-apart",
    "writes what follows from a settlement in another transaction than the settlement",
    patch(INDEXER, "project(tx, events)", "project(deps.db as never, events)"),
  ),
];
