import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { PlayedYear } from "./play-year.ts";

const SNAPSHOT = join(import.meta.dirname, "../../test/contracts/snapshots/gas.json");

/** Gas of a settlement's parts and of a credit, as `npm run bench:gas` measured them. */
export type Prices = {
  readonly batch: number;
  readonly group: number;
  readonly payment: number;
  readonly freshAccount: number;
  readonly knownAccount: number;
  /** A payment in a full batch: 200 to 20 shops. */
  readonly paymentInFullBatch: number;
};

/**
 * Takes the measured settlements apart: those of 1, 10 and 200 payments give what a batch, a shop and a payment cost,
 * and that of 50 must come out of it.
 */
export async function readPrices(): Promise<Prices> {
  const { hardforks } = JSON.parse(await readFile(SNAPSHOT, "utf8"));
  const measured: Record<string, number> = hardforks.osaka;
  const whole = (key: string, payments: number) => measured[key]! * payments;
  const alone = whole("payment_1", 1);
  const payment = (whole("payment_10_1", 10) - alone) / 9;
  const group = (whole("payment_200_20", 200) - alone - 199 * payment) / 19;
  const batch = alone - payment - group;
  const fifty = (batch + 5 * group) / 50 + payment;
  if (Math.abs(fifty / measured["payment_50_5"]! - 1) > 0.005)
    throw new Error(
      `A batch of 50 comes out at ${fifty} gas a payment: the measures do not add up.`,
    );
  return {
    ...{ batch, group, payment },
    freshAccount: measured["issue_new_200"]!,
    knownAccount: measured["issue_known_200"]!,
    paymentInFullBatch: measured["payment_200_20"]!,
  };
}

/** What a year costs on chain: in the batches that it had, and were all of them full. */
export function gasOfYear(
  { batches, credits }: PlayedYear,
  prices: Prices,
): { readonly real: number; readonly inFullBatches: number } {
  const recharges = credits.fresh * prices.freshAccount + credits.known * prices.knownAccount;
  let payments = 0;
  let real = recharges;
  for (const { groups } of batches) {
    const size = groups.reduce((sum, { transfers }) => sum + transfers.length, 0);
    payments += size;
    real += prices.batch + groups.length * prices.group + size * prices.payment;
  }
  return { real, inFullBatches: recharges + payments * prices.paymentInFullBatch };
}
