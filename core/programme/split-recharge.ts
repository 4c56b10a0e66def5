import { type Cents, cents } from "../shared/money.ts";

/**
 * Splits a recharge into notes on `accounts` fresh accounts, so that a shop that sees one payment sees one note and not
 * the household's whole aid. The notes are as equal as whole cents allow; their sum is the amount.
 */
export function splitRecharge(amount: Cents, accounts: number): Cents[] {
  if (!Number.isInteger(accounts) || accounts < 1)
    throw new RangeError(`A recharge lands on at least one account, not ${accounts}.`);
  const count = amount < BigInt(accounts) ? 1n : BigInt(accounts);
  const note = amount / count;
  const rest = amount % count;
  return Array.from({ length: Number(count) }, (_, index) =>
    cents(BigInt(index) < rest ? note + 1n : note),
  );
}
