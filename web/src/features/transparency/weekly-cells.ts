import type { ChainPayment } from "../../shared/chain/read-programmes.ts";

/** One public figure: how many transfers, and how much in cents. */
export type Cell = { readonly label: string; readonly count: number; readonly amount: bigint };

const ROME_DAY = new Intl.DateTimeFormat("sv", { timeZone: "Europe/Rome", dateStyle: "short" });
const SHORT_DAY = new Intl.DateTimeFormat("it", { timeZone: "UTC", dateStyle: "medium" });
const DAY_MS = 86_400_000;

/** Payments by week (Monday to Sunday, Italian time), oldest first; `secondsOf` dates a payment's block. */
export function weeklyCells(
  payments: readonly ChainPayment[],
  secondsOf: (payment: ChainPayment) => bigint,
): Cell[] {
  const weeks = new Map<string, { count: number; amount: bigint }>();
  for (const payment of payments) {
    const monday = mondayOf(secondsOf(payment));
    const week = weeks.get(monday) ?? { count: 0, amount: 0n };
    weeks.set(monday, { count: week.count + 1, amount: week.amount + payment.amount });
  }
  return [...weeks]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([monday, week]) => ({ label: SHORT_DAY.format(new Date(monday)), ...week }));
}

const HOUR_SECONDS = 3_600n;
const mondays = new Map<bigint, string>();

/** The Monday, in Italy, of the week of an instant in seconds since 1970. Worked out once for each hour: a day there begins with one. */
export function mondayOf(seconds: bigint): string {
  const hour = seconds / HOUR_SECONDS;
  const known = mondays.get(hour);
  if (known !== undefined) return known;
  const day = new Date(`${ROME_DAY.format(Number(seconds) * 1000)}T00:00:00Z`);
  const sinceMonday = (day.getUTCDay() + 6) % 7;
  const monday = new Date(day.getTime() - sinceMonday * DAY_MS).toISOString().slice(0, 10);
  mondays.set(hour, monday);
  return monday;
}

/** Payments by the merchants' category, largest amount first. Merchants that nobody names come as `others`. */
export function categoryCells(
  payments: readonly ChainPayment[],
  categoryOf: ReadonlyMap<string, string>,
  others: string,
): Cell[] {
  const categories = new Map<string, { count: number; amount: bigint }>();
  for (const { merchant, amount } of payments) {
    const label = categoryOf.get(merchant) ?? others;
    const category = categories.get(label) ?? { count: 0, amount: 0n };
    categories.set(label, { count: category.count + 1, amount: category.amount + amount });
  }
  return [...categories]
    .map(([label, category]) => ({ label, ...category }))
    .sort((one, other) => (other.amount > one.amount ? 1 : -1));
}
