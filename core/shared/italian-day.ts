import { isDayOfMonth } from "./calendar.ts";

/**
 * Reads a day as an Italian office writes it, `31/12/2026` or `31.12.2026`, or as a computer does, `2026-12-31`, with
 * nothing but a time after it. Answers ISO 8601 (`2026-12-31`), or `undefined` where no calendar has such a day.
 */
export function parseItalianDay(text: string): string | undefined {
  const plain = text.trim();
  const italian = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(plain);
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(plain);
  const [year, month, day] =
    italian !== null
      ? [Number(italian[3]), Number(italian[2]), Number(italian[1])]
      : iso !== null
        ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
        : [0, 0, 0];
  return isDay(year, month, day)
    ? `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`
    : undefined;
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1900 || !isDayOfMonth(day, month)) return false;
  return month !== 2 || day < 29 || isLeap(year);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
