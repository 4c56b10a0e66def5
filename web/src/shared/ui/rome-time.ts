const ROME = "Europe/Rome";

const DAY = new Intl.DateTimeFormat("it-IT", { timeZone: ROME, dateStyle: "long" });
const TIME = new Intl.DateTimeFormat("it-IT", { timeZone: ROME, timeStyle: "short" });
const MOMENT = new Intl.DateTimeFormat("it-IT", {
  timeZone: ROME,
  dateStyle: "short",
  timeStyle: "short",
});

/** `1 dicembre 2026`, as in Italy, wherever the device thinks it is. */
export function formatDay(instant: string): string {
  return DAY.format(new Date(instant));
}

/** The last whole day before an expiry, as people say it. */
export function formatLastDay(expiry: string): string {
  return DAY.format(new Date(new Date(expiry).getTime() - 1));
}

/** `10:30` */
export function formatTime(instant: string): string {
  return TIME.format(new Date(instant));
}

/** `01/12/26, 10:30` */
export function formatMoment(instant: string): string {
  return MOMENT.format(new Date(instant));
}
