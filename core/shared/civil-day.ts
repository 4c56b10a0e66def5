const ISO = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Rome" });
const ITALIAN = new Intl.DateTimeFormat("it-IT", { timeZone: "Europe/Rome" });

/** The civil day (Europe/Rome) of an instant, ISO 8601: `2026-05-04`. */
export function civilDay(instant: Date): string {
  return ISO.format(instant);
}

/** The same as an Italian writes it in a list: `4/5/2026`. */
export function italianDay(instant: Date): string {
  return ITALIAN.format(instant);
}
