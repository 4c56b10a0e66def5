import type { Cents } from "../shared/money.ts";

/** The longest table: amounts for households of one, two and so on; the last is for that many people or more. */
export const MOST_HOUSEHOLD_STEPS = 12;

/** What a household of that many people is assigned by a table of amounts. */
export function amountForHousehold(table: readonly Cents[], size: number): Cents {
  const amount = table[Math.min(size, table.length) - 1];
  if (amount === undefined) throw new RangeError(`No amount for a household of ${size}.`);
  return amount;
}

/** A table that gives a larger household less is a slip of the pen: the first size at which it does. */
export function findFallingStep(table: readonly Cents[]): number | undefined {
  const index = table.findIndex((amount, step) => step > 0 && amount < table[step - 1]!);
  return index === -1 ? undefined : index + 1;
}
