import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";

import type pg from "pg";

import { csvText } from "#core/shared/csv-text.ts";

import type { Custody } from "../../custody/custody.ts";
import { LEFT_OUT_COLUMNS, OPENED, type RawRow } from "./export-policy.ts";

export type Column = { readonly name: string; readonly type: string };
export type Table = { readonly schema: string; readonly name: string; readonly columns: Column[] };
export type WrittenTable = {
  readonly table: string;
  readonly file: string;
  readonly rows: number;
  readonly sha256: string;
  readonly columns: readonly string[];
};

const ROWS_AT_ONCE = 2_000;
/** For nobody but who runs the command: there are names and IBANs in it. */
const OWNER_ONLY = 0o600;

/** All tables of the database, with their columns in order; views are made from them and are left out. */
export async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<{ schema: string; name: string; columns: Column[] }>(`
    select n.nspname as schema, c.relname as name,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        as columns
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and n.nspname in ('public', 'custody')
    group by n.nspname, c.relname order by n.nspname, c.relname
  `);
  return rows;
}

/** Writes one table as CSV, a few rows at a time, whatever its size. */
export async function writeTable(
  { client, custody, folder }: { client: pg.Client; custody: Custody; folder: string },
  table: Table,
): Promise<WrittenTable> {
  const { name } = table;
  const kept = table.columns.filter((column) => !isLeftOut(name, column));
  const header = kept.flatMap((column) => OPENED[`${name}.${column.name}`]?.columns ?? column.name);
  const file = `${name}.csv`;
  const out = await open(join(folder, file), "wx", OWNER_ONLY);
  const hash = createHash("sha256");
  let rows = 0;
  try {
    await write(out, hash, csvText([header]));
    for await (const some of rowsOf(client, table)) {
      rows += some.length;
      const cells = some.map((row) =>
        kept.flatMap((column) => cellsOf(custody, name, column, row)),
      );
      await write(out, hash, withoutMark(csvText(cells)));
    }
    await out.sync();
  } finally {
    await out.close();
  }
  return { table: name, file, rows, sha256: hash.digest("hex"), columns: header };
}

export function isLeftOut(table: string, { name }: Column): boolean {
  return LEFT_OUT_COLUMNS[`${table}.${name}`] !== undefined;
}

async function* rowsOf(
  client: pg.Client,
  { schema, name, columns }: Table,
): AsyncIterable<RawRow[]> {
  const list = columns.map(readable).join(", ");
  await client.query(
    `declare export_rows no scroll cursor for select ${list} from ${schema}.${name}`,
  );
  for (;;) {
    const { rows } = await client.query<RawRow>(`fetch ${ROWS_AT_ONCE} from export_rows`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query("close export_rows");
}

/** As text that any program reads: instants in ISO 8601 and UTC, lists and documents as JSON. */
function readable({ name, type }: Column): string {
  const column = `"${name}"`;
  if (type === "bytea") return column;
  if (type === "timestamp with time zone")
    return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ${column}`;
  if (type.endsWith("[]") || type.startsWith("json"))
    return `to_json(${column})::text as ${column}`;
  return `${column}::text`;
}

function cellsOf(custody: Custody, table: string, { name }: Column, row: RawRow): string[] {
  const opener = OPENED[`${table}.${name}`];
  if (opener !== undefined) {
    const opened = row[name] === null ? {} : opener.open(custody, row);
    return opener.columns.map((column) => opened[column] ?? "");
  }
  if (name.startsWith("sealed_") && Buffer.isBuffer(row[name]))
    throw new Error(`${table}.${name} is sealed, and the export does not know how to open it.`);
  const value = row[name] ?? "";
  return [typeof value === "string" ? value : value.toString("hex")];
}

/** A byte order mark stands at a file's beginning only. */
function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

async function write(out: FileHandle, hash: ReturnType<typeof createHash>, text: string) {
  const bytes = Buffer.from(text);
  hash.update(bytes);
  await out.write(bytes);
}
