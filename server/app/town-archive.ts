import { type FileHandle, open } from "node:fs/promises";

import type pg from "pg";

import { type TransferKey, openLine, sealLine } from "../custody/transfer-key.ts";
import type { Random } from "../shared/random.ts";
import { CannotStart } from "./cannot-start.ts";
import { type TownTable, migrationsOf, takeUpNumbers, townTables } from "./town-tables.ts";

/**
 * A whole town in one file, to move it to another place. Each line is sealed under the transfer key, with its place:
 *
 *     {"format":1,"migrations":[…]}
 *     # schema.table          then its rows, each a line of JSON as PostgreSQL writes it
 *     end
 *
 * Rows are never read as numbers here, so nothing is rounded. What is sealed in the database is sealed twice here.
 */
const FORMAT = 1;
const ROWS_AT_ONCE = 500;
const END = "end";

/** Writes all tables as the connection's transaction sees them. Answers how many rows there were. */
export async function writeTown(
  client: pg.Client,
  path: string,
  key: TransferKey,
  random: Random,
): Promise<number> {
  const file = await openNew(path);
  try {
    let place = 0;
    const write = async (line: string) =>
      void (await file.write(`${sealLine(key, place++, line, random)}\n`));
    const rows = await writeTables(client, write);
    await write(END);
    await file.sync();
    return rows;
  } finally {
    await file.close();
  }
}

async function openNew(path: string): Promise<FileHandle> {
  return open(path, "wx", 0o600).catch((error: unknown) => {
    throw new CannotStart(
      `Il file ${path} non si può creare (${(error as NodeJS.ErrnoException).code}): indicare una cartella nuova. Nulla è stato toccato.`,
      { cause: error },
    );
  });
}

async function writeTables(
  client: pg.Client,
  write: (line: string) => Promise<void>,
): Promise<number> {
  await write(JSON.stringify({ format: FORMAT, migrations: await migrationsOf(client) }));
  let count = 0;
  for (const { name } of await townTables(client)) {
    await write(`# ${name}`);
    await client.query(`declare town cursor for select row_to_json(t)::text as row from ${name} t`);
    for (;;) {
      const { rows } = await client.query<{ row: string }>(`fetch ${ROWS_AT_ONCE} from town`);
      for (const { row } of rows) await write(row);
      count += rows.length;
      if (rows.length < ROWS_AT_ONCE) break;
    }
    await client.query("close town");
  }
  return count;
}

/**
 * Reads a town, in the connection's transaction, into a database that was migrated and holds none. Throws `CannotStart`
 * where the key is another, the file is cut or changed, it is of another version of the program, or somebody's town is
 * here already: then the caller's transaction has to end without a commit.
 */
export async function readTown(client: pg.Client, path: string, key: TransferKey): Promise<number> {
  const [header, ...lines] = await openLines(path, key);
  await refuseOtherVersion(client, header!);
  await refuseSomebodysTown(client);
  const tables = await townTables(client);
  await forEach(tables, ({ name }) => client.query(`alter table ${name} disable trigger user`));
  await forEach(tables.toReversed(), ({ name }) => client.query(`delete from ${name}`));
  const count = await insertRows(client, tables, lines);
  await forEach(tables, (table) => takeUpNumbers(client, table));
  await forEach(tables, ({ name }) => client.query(`alter table ${name} enable trigger user`));
  return count;
}

async function openLines(path: string, key: TransferKey): Promise<string[]> {
  const file = await open(path, "r").catch((error: unknown) => {
    throw new CannotStart(
      `L'archivio ${path} non si può leggere: controllare la cartella indicata.`,
      {
        cause: error,
      },
    );
  });
  const lines: string[] = [];
  try {
    for await (const sealed of file.readLines()) {
      const line = openLine(key, lines.length, sealed);
      if (line === undefined) throw lines.length === 0 ? wrongKey(path) : damaged(path);
      lines.push(line);
    }
  } finally {
    await file.close();
  }
  if (lines.pop() !== END) throw damaged(path);
  return lines;
}

function wrongKey(path: string): CannotStart {
  return new CannotStart(
    `Le due buste non aprono ${path}: sono di un altro trasferimento, o due copie della stessa. Nulla è stato scritto.`,
  );
}

function damaged(path: string): CannotStart {
  return new CannotStart(
    `L'archivio ${path} è incompleto o è stato cambiato: copiarlo di nuovo. Nulla è stato scritto.`,
  );
}

async function refuseOtherVersion(client: pg.Client, header: string): Promise<void> {
  const { migrations } = JSON.parse(header) as { migrations: string[] };
  const own = await migrationsOf(client);
  if (JSON.stringify(own) !== JSON.stringify(migrations))
    throw new CannotStart(
      `L'archivio è di un'altra versione del programma (${migrations.at(-1)}, qui ${own.at(-1)}): usare la stessa versione e aggiornare dopo. Nulla è stato scritto.`,
    );
}

async function refuseSomebodysTown(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>(
    `select exists (select from merchant) or exists (select from beneficiary)
       or exists (select from programme) or exists (select from custody.sealed_key) as taken`,
  );
  if (rows[0]!.taken)
    throw new CannotStart(
      "Qui c'è già un Comune: un trasferimento si legge solo in una banca dati vuota. Nulla è stato scritto.",
    );
}

async function insertRows(
  client: pg.Client,
  tables: readonly TownTable[],
  lines: readonly string[],
): Promise<number> {
  const rowsOf = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines)
    if (line.startsWith("# ")) rowsOf.set(line.slice(2), (current = []));
    else current.push(line);
  let count = 0;
  for (const table of tables) {
    const rows = rowsOf.get(table.name) ?? [];
    // Rows that point to others of their own table go in at once: the references are checked behind the statement.
    const atOnce = table.pointsToItself ? Math.max(rows.length, 1) : ROWS_AT_ONCE;
    for (let start = 0; start < rows.length; start += atOnce)
      await insertSome(client, table, rows.slice(start, start + atOnce));
    count += rows.length;
  }
  return count;
}

async function insertSome(
  client: pg.Client,
  { name, columns }: TownTable,
  rows: readonly string[],
): Promise<void> {
  await client.query(
    `insert into ${name} (${columns}) overriding system value
     select ${columns} from json_populate_recordset(null::${name}, $1::json)`,
    [`[${rows.join(",")}]`],
  );
}

async function forEach<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (const item of items) await work(item);
}
