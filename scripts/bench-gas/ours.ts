import type { Address } from "viem";

import { type Redemption, creditBound, paymentBound, redemptionBound } from "./bound.ts";
import { type Contract, type GasChain, STARTS_AT } from "./gas-chain.ts";
import { openVoucher } from "./open-voucher.ts";
import { CARDS, MERCHANTS, NEW_CARDS, addressesOf, refOf, statementOf } from "./people.ts";
import { type Batch, PAID, signedBatch } from "./signed-batch.ts";

const DAY = 86_400;
const UNTIL = STARTS_AT + 100 * DAY;
/** A recharge of 100 euros. */
const ISSUED = 10_000n;

export const BATCHES = {
  payment_200_20: { payments: 200, merchants: 20 },
  payment_50_5: { payments: 50, merchants: 5 },
  payment_10_1: { payments: 10, merchants: 1 },
  payment_1: { payments: 1, merchants: 1 },
} as const satisfies Record<string, Batch>;

export type Measures = Readonly<Record<string, number>>;

/** Gas of a transaction for each item in it, in a town that has been at work: no account is written for the first time. */
export async function measureOurs(chain: GasChain): Promise<Measures> {
  const voucher = await openVoucher(chain, UNTIL);
  await liveIn(chain, voucher);
  const gasOf = (functionName: string, args: readonly unknown[], items: number) =>
    chain.undoing(async () => perItem(await chain.gasOf(voucher, functionName, args), items));
  const measures: Record<string, number> = {};
  for (const [name, batch] of Object.entries(BATCHES)) {
    const groups = await signedBatch(chain, voucher, batch, 2n);
    measures[name] = await gasOf("settle", [groups], batch.payments);
    measures[`bound_${name}`] = rounded(paymentBound(groups));
  }
  const issue = (accounts: readonly Address[]) =>
    gasOf("issue", [accounts, accounts.map(() => ISSUED), refOf("measured")], accounts.length);
  const redeem = (merchants: readonly Address[]) =>
    gasOf("redeem", [redemptionsOf(merchants, 2)], merchants.length);
  const cards = addressesOf(CARDS);
  return {
    ...measures,
    issue_known_200: await issue(cards),
    bound_issue_known_200: rounded(creditBound(cards, ISSUED, false)),
    issue_new_200: await issue(NEW_CARDS),
    bound_issue_new_200: rounded(creditBound(NEW_CARDS, ISSUED, true)),
    redeem_1: await redeem(MERCHANTS.slice(1, 2)),
    bound_redeem_1: rounded(redemptionBound(redemptionsOf(MERCHANTS.slice(1, 2), 2))),
    redeem_20: await redeem(MERCHANTS),
    bound_redeem_20: rounded(redemptionBound(redemptionsOf(MERCHANTS, 2))),
    reclaim_200: await chain.undoing(async () => {
      await chain.setTime(UNTIL + 1);
      return perItem(await chain.gasOf(voucher, "reclaim", [cards]), cards.length);
    }),
    suspend_1: await chain.undoing(() =>
      chain.gasOf(voucher.registry, "suspend", [[MERCHANTS[1]!]]),
    ),
  };
}

/** A part of what each merchant took, by its statement of that number. */
function redemptionsOf(merchants: readonly Address[], number: number): Redemption[] {
  return merchants.map((merchant) => ({
    merchant,
    amount: PAID,
    statement: statementOf(merchant, number),
  }));
}

/** Every card was recharged and has paid once; every merchant has taken payments and been reimbursed once. */
async function liveIn(chain: GasChain, voucher: Contract): Promise<void> {
  const amounts = CARDS.map(() => ISSUED);
  await chain.gasOf(voucher, "issue", [addressesOf(CARDS), amounts, refOf("first")]);
  const groups = await signedBatch(chain, voucher, BATCHES.payment_200_20, 1n);
  await chain.gasOf(voucher, "settle", [groups]);
  await chain.gasOf(voucher, "redeem", [redemptionsOf(MERCHANTS, 1)]);
}

export function perItem(gas: number, items: number): number {
  return rounded(gas / items);
}

function rounded(gas: number): number {
  return Math.round(gas * 10) / 10;
}
