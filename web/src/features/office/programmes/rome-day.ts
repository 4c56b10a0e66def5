import { civilDay } from "#core/shared/civil-day.ts";

const ROME = "Europe/Rome";

/** The instant at which a day (`2026-12-01`) begins in Italy; `undefined` where the text is no day. */
export function startOfRomeDay(day: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const midnightUtc = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnightUtc.getTime())) return undefined;
  // Italy changes its clocks at 01:00 UTC, after midnight: the offset a day's midnight has is the one before it.
  return new Date(`${day}T00:00:00${romeOffset(new Date(midnightUtc.getTime() - 7_200_000))}`);
}

/** The first instant after a day in Italy: an expiry that includes the whole day. */
export function endOfRomeDay(day: string): Date | undefined {
  const start = startOfRomeDay(day);
  if (start === undefined) return undefined;
  const noonAfter = new Date(start.getTime() + 36 * 3_600_000);
  return startOfRomeDay(noonAfter.toISOString().slice(0, 10));
}

/** The instant of a day and hour as a form's field holds it, `2026-12-01T09:30`, in Italy; `undefined` for anything else. */
export function romeMoment(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return undefined;
  const asUtc = new Date(`${text}:00Z`);
  if (Number.isNaN(asUtc.getTime())) return undefined;
  const guess = new Date(`${text}:00${romeOffset(asUtc)}`);
  // On the day on which the clocks change, the offset at that hour and not an hour or two later.
  return new Date(`${text}:00${romeOffset(guess)}`);
}

function romeOffset(instant: Date): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone: ROME, timeZoneName: "longOffset" });
  const name = parts.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value;
  return name?.replace("GMT", "") || "+00:00";
}

const LONG_DAY = new Intl.DateTimeFormat("it", { timeZone: ROME, dateStyle: "long" });
const MOMENT = new Intl.DateTimeFormat("it", {
  timeZone: ROME,
  dateStyle: "short",
  timeStyle: "short",
});

/** `1 dicembre 2026` */
export function formatDay(instant: string): string {
  return LONG_DAY.format(new Date(instant));
}

/** The last whole day before an expiry, as people say it. */
export function formatLastDay(expiry: string): string {
  return LONG_DAY.format(new Date(new Date(expiry).getTime() - 1));
}

/** `01/12/26, 10:30` */
export function formatMoment(instant: string): string {
  return MOMENT.format(new Date(instant));
}

/** The last whole day before an expiry, as a form's field holds it: `2026-12-01`. */
export function lastRomeDay(expiry: string): string {
  return civilDay(new Date(new Date(expiry).getTime() - 1));
}
