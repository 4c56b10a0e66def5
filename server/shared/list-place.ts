import { type RawBuilder, sql } from "kysely";

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const PLACE = new RegExp(`^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z)_(${UUID})$`);

/**
 * Where a page ends of a list that goes from the newest to the oldest: the row's instant, and its id within that. To the
 * microsecond as PostgreSQL keeps instants: milliseconds would skip rows, or show them twice.
 */
export function placeText(at: string, id: string): RawBuilder<string> {
  const instant = sql`to_char(${sql.ref(at)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  return sql<string>`${instant} || '_' || ${sql.ref(id)}`;
}

/** The condition that a row stands behind a place; none stands behind a place that no list has written. */
export function isBehind(place: string, at: string, id: string): RawBuilder<boolean> {
  const [, instant, key] = PLACE.exec(place) ?? [];
  if (instant === undefined || Number.isNaN(Date.parse(instant))) return sql<boolean>`false`;
  return sql<boolean>`(${sql.ref(at)}, ${sql.ref(id)}) < (${instant}::timestamptz, ${key}::uuid)`;
}
