import { sql } from "kysely";
import pg from "pg";

const MARK = "/* prepared */";

/**
 * Written into a statement that every payment makes: the server plans it once for each connection, not each time. For
 * statements whose text is always the same, and for which one plan fits all values.
 */
export const PREPARED = sql.raw(MARK);

const names = new Map<string, string>();

/** Gives each statement that is marked as prepared a name, by which the server knows it again. */
export class PreparingClient extends pg.Client {
  override query = ((statement: unknown, ...rest: unknown[]) => {
    const query = super.query as (...args: unknown[]) => unknown;
    if (typeof statement !== "string" || !statement.includes(MARK))
      return query.call(this, statement, ...rest);
    const name = names.get(statement) ?? `prepared ${names.size}`;
    names.set(statement, name);
    return query.call(this, { name, text: statement, values: rest[0] });
  }) as pg.Client["query"];
}
