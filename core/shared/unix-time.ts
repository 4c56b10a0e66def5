/** Whole seconds since 1970, as contracts count time; what is left of a second is dropped. */
export function unixSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

/** The moment that so many seconds since 1970 are. */
export function instantAt(seconds: number | bigint): Date {
  return new Date(Number(seconds) * 1000);
}
