import type pg from "pg";

/** A table of the town's own, with the columns that are written. */
export type TownTable = {
  readonly name: string;
  readonly columns: string;
  readonly pointsToItself: boolean;
};

type TableRow = TownTable & { readonly oid: number; readonly needs: readonly number[] };

/** All tables of the town. One whose rows point to another's comes after it. */
export async function townTables(client: pg.Client): Promise<TownTable[]> {
  const { rows } = await client.query<TableRow>(
    `select c.oid::int as oid, format('%I.%I', n.nspname, c.relname) as name,
       (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
       array(select distinct confrelid::int from pg_constraint
             where conrelid = c.oid and contype = 'f' and confrelid <> c.oid) as needs,
       exists (select from pg_constraint
               where conrelid = c.oid and contype = 'f' and confrelid = c.oid) as "pointsToItself"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', 'custody')
       and c.relname not in ('kysely_migration', 'kysely_migration_lock')
     order by name`,
  );
  const sorted: TableRow[] = [];
  const place = (row: TableRow) => {
    if (sorted.includes(row)) return;
    for (const other of rows) if (row.needs.includes(other.oid)) place(other);
    sorted.push(row);
  };
  for (const row of rows) place(row);
  return sorted;
}

export async function migrationsOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select name from kysely_migration order by name",
  );
  return rows.map(({ name }) => name);
}

/** What counts rows by itself goes on behind the last. */
export async function takeUpNumbers(client: pg.Client, { name }: TownTable): Promise<void> {
  const { rows } = await client.query<{ column: string; sequence: string }>(
    `select quote_ident(attname) as column, pg_get_serial_sequence($1, attname) as sequence
     from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped
       and pg_get_serial_sequence($1, attname) is not null`,
    [name],
  );
  for (const { column, sequence } of rows)
    await client.query(
      `select setval($1, coalesce((select max(${column}) from ${name}), 0) + 1, false)`,
      [sequence],
    );
}
