import { isDayOfMonth } from "../shared/calendar.ts";

const FIRST_YEAR = 1900;
const LAST_YEAR = 2029;

/** Eight digits with day, month and year in the orders that people write: 24121950, 12241950, 19501224. */
export function isWholeDate(digits: readonly number[]): boolean {
  const pair = pairsOf(digits);
  const endYear = pair(2) * 100 + pair(3);
  const startYear = pair(0) * 100 + pair(1);
  return (
    (isYear(endYear) && (isDayOfMonth(pair(0), pair(1)) || isDayOfMonth(pair(1), pair(0)))) ||
    (isYear(startYear) && isDayOfMonth(pair(3), pair(2)))
  );
}

/** Six digits with two for the year, all of which are plausible: 241250, 501224. */
export function isShortDate(digits: readonly number[]): boolean {
  const pair = pairsOf(digits);
  return isDayOfMonth(pair(0), pair(1)) || isDayOfMonth(pair(2), pair(1));
}

function pairsOf(digits: readonly number[]): (place: number) => number {
  return (place) => digits[2 * place]! * 10 + digits[2 * place + 1]!;
}

function isYear(year: number): boolean {
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}
