import { type RawBuilder, sql } from "kysely";

/** A column's instant as JSON has it everywhere here, written by the database. */
export function instant(column: string): RawBuilder<string> {
  return sql<string>`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
