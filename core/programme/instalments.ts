import { civilDay } from "../shared/civil-day.ts";
import { type Cents, cents } from "../shared/money.ts";

/** A programme that is paid out month by month. */
export type Instalments = {
  readonly instalments: number;
  /** The month of the first one, `2026-05`. */
  readonly firstMonth: string;
};

export const FEWEST_INSTALMENTS = 2;
export const MOST_INSTALMENTS = 60;

/** A month as it is written here: `2026-05`. */
export const MONTH = /^20\d{2}-(0[1-9]|1[0-2])$/;

/** The month of an instant in Italy: `2026-05`. */
export function civilMonth(instant: Date): string {
  return civilDay(instant).slice(0, 7);
}

/** How many instalments have come due: each does on the first day of its month, in Italy. */
export function dueInstalments({ instalments, firstMonth }: Instalments, now: Date): number {
  const passed = monthNumber(civilMonth(now)) - monthNumber(firstMonth) + 1;
  return Math.min(Math.max(passed, 0), instalments);
}

function monthNumber(month: string): number {
  const [year, ofYear] = month.split("-").map(Number);
  return year! * 12 + ofYear!;
}

/**
 * What of an amount is due once so many instalments are. It is reckoned from the whole amount each time, never added up
 * from rounded months: the last instalment brings it to the cent, and an amount that was changed in between is paid out
 * as if it had always been so.
 */
export function dueOfAmount(amount: Cents, instalments: number, due: number): Cents {
  if (due < 0 || due > instalments) throw new RangeError(`${due} of ${instalments} instalments.`);
  return cents((amount * BigInt(due)) / BigInt(instalments));
}
