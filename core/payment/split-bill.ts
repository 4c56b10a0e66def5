import { type Cents, ZERO, cents, minCents } from "../shared/money.ts";

/** What a bill is split by. Local value is counted in its own unit; at the till one unit of it stands for one euro. */
export type BillFacts = {
  readonly bill: Cents;
  /** What the card's vouchers could pay of the bill here and now. */
  readonly voucher: Cents;
  /** What the card's accounts for local value hold and have not promised. */
  readonly local: Cents;
  /** Which part of a price this shop takes in local value, in whole percent. */
  readonly acceptedPercent: number;
};

/** Who pays which part of a bill; the three add up to it. `cash` is what the customer adds in euros. */
export type BillSplit = { readonly voucher: Cents; readonly local: Cents; readonly cash: Cents };

/**
 * Splits a bill into voucher, local value and euros.
 *
 * Vouchers first: they end with their programme, and what is not spent by then returns to the fund, while local value
 * stays and may be spent, given or saved. So a citizen never loses aid for having paid with something that lasts. Local
 * value comes next, before the euros out of the customer's pocket, up to the part of the whole price that the shop takes
 * in it: a shop can pass on only so much of what it cannot change into euros. That part is rounded down, for the shop.
 */
export function splitBill({ bill, voucher, local, acceptedPercent }: BillFacts): BillSplit {
  const byVoucher = minCents(bill, voucher);
  const uncovered = cents(bill - byVoucher);
  const byLocal = minCents(minCents(local, uncovered), largestLocalPart(bill, acceptedPercent));
  return { voucher: byVoucher, local: byLocal, cash: cents(uncovered - byLocal) };
}

/** The most of a price that a shop takes in local value. Throws a `RangeError` where the percentage is none. */
export function largestLocalPart(bill: Cents, acceptedPercent: number): Cents {
  if (!Number.isInteger(acceptedPercent) || acceptedPercent < 0 || acceptedPercent > 100)
    throw new RangeError(`Not a whole percentage: ${acceptedPercent}.`);
  return acceptedPercent === 0 ? ZERO : cents((bill * BigInt(acceptedPercent)) / 100n);
}
