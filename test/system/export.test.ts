import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "csv-parse/sync";

import {
  LEFT_OUT_COLUMNS,
  LEFT_OUT_TABLES,
  OPENED,
} from "../../server/app/export-town/export-policy.ts";
import type { ExportManifest } from "../../server/app/export-town/export-town.ts";
import {
  type PlayedTown,
  cardAndTill,
  paymentOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { runScript } from "../support/run-script.ts";
import { run } from "../support/throwaway-postgres.ts";

type Row = Record<string, string>;

describe("The export of all that a town owns", function () {
  this.timeout(240_000);
  let town: PlayedTown;
  let parent: string;
  let folder: string;
  let manifest: ExportManifest;

  before(async () => {
    town = await startPlayedTown({ keyIn: "file" });
    const { card, till } = cardAndTill(town, 0);
    await till.post("/api/payments", { json: paymentOf(card, "250") });
    parent = await mkdtemp(join(tmpdir(), "borgo-export-"));
    folder = join(parent, "town");
    const { code, err } = await exportTo(folder);
    assert.equal(code, 0, err);
    manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  });

  after(async () => {
    await rm(parent, { recursive: true, force: true });
    await town?.stack.stop();
  });

  const exportTo = (path: string) =>
    runScript("../server/export-town.ts", ["--to", path], {
      BORGO_DATA: town.stack.dataFolder,
      DATABASE_URL: "",
    });
  const read = async (table: string): Promise<Row[]> =>
    parse(await readFile(join(folder, `${table}.csv`), "utf8"), {
      ...{ bom: true, delimiter: ";", columns: true },
    });

  it("holds every table and every column of the database, or names it as left out", async () => {
    const columns = await run<{ schema: string; table: string; column: string; type: string }>(
      town.stack.ownerUrl,
      `select c.table_schema as schema, c.table_name as table, c.column_name as column, c.data_type as type
       from information_schema.columns as c
       join information_schema.tables as t using (table_schema, table_name)
       where t.table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    assert.ok(columns.length > 200);
    const written = new Map(manifest.tables.map((table) => [table.table, table]));
    for (const { schema, table, column, type } of columns) {
      if (LEFT_OUT_TABLES[`${schema}.${table}`] !== undefined) {
        assert.equal(written.has(table), false, table);
        continue;
      }
      assert.ok(written.has(table), `${schema}.${table} is neither there nor left out`);
      const isThere = written.get(table)!.columns.includes(column);
      const isNamed = LEFT_OUT_COLUMNS[`${table}.${column}`] !== undefined;
      const isSealed = type === "bytea" && column.startsWith("sealed_");
      const opener = OPENED[`${table}.${column}`];
      const isOpened = opener?.columns.every((one) => written.get(table)!.columns.includes(one));
      assert.ok(isNamed || (isSealed ? isOpened : isThere), `${table}.${column}`);
      assert.ok(!(isThere && isSealed), `${table}.${column} is still sealed`);
    }
    const known = new Set(columns.map(({ schema, table }) => `${schema}.${table}`));
    const named = new Set(columns.map(({ table, column }) => `${table}.${column}`));
    for (const table of Object.keys(LEFT_OUT_TABLES)) assert.ok(known.has(table), table);
    for (const column of Object.keys(LEFT_OUT_COLUMNS)) assert.ok(named.has(column), column);
  });

  it("holds every row, in files whose digests are those of the manifest", async () => {
    for (const { table, file, rows, sha256 } of manifest.tables) {
      const bytes = await readFile(join(folder, file));
      assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256, file);
      const [counted] = await run<{ count: bigint }>(
        town.stack.ownerUrl,
        `select count(*) from public.${table}`,
      );
      // What goes on while the town runs may have grown since; nothing of a town's own shrinks.
      assert.ok(rows <= Number(counted!.count), table);
      assert.equal((await read(table)).length, rows, table);
    }
    const people = await read("beneficiary");
    assert.equal(people.length, town.files.cards);
  });

  it("holds personal data in clear, readable by nobody but who made it", async () => {
    type People = { items: { id: string; surname: string; fiscalCode: string }[] };
    const { items } = await town.desk.desk.api.get<People>(
      "/api/beneficiaries?shown=true&limit=200",
    );
    const exported = new Map((await read("beneficiary")).map((row) => [row["id"], row]));
    for (const { id, surname, fiscalCode } of items) {
      assert.equal(exported.get(id)!["surname"], surname);
      assert.equal(exported.get(id)!["fiscalCode"], fiscalCode);
    }
    assert.ok((await read("merchant")).every((row) => /^IT\d{2}/.test(row["iban"]!)));
    for (const file of await readdir(folder))
      assert.equal((await stat(join(folder, file))).mode & 0o077, 0, file);
  });

  it("holds neither a secret nor what opens one", async () => {
    const texts = await Promise.all(
      (await readdir(folder)).map((file) => readFile(join(folder, file), "utf8")),
    );
    const all = texts.join("\n");
    const secrets = await run<{ secret: Buffer }>(
      town.stack.ownerUrl,
      `select sealed as secret from custody.sealed_key union all select token_hash from till
       union all select sealed_public_key from card`,
    );
    for (const { secret } of secrets) assert.equal(all.includes(secret.toString("hex")), false);
    assert.equal(all.includes(cardAndTill(town, 0).card.password), false);
  });

  it("is written into the audit log, and never over what is there already", async () => {
    type Page = { items: { act: string; details: { tables: number } }[] };
    const { items } = await town.desk.desk.api.get<Page>("/api/audit?act=town_exported");
    assert.equal(items.length, 1);
    assert.equal(items[0]!.details.tables, manifest.tables.length);
    const again = await exportTo(folder);
    assert.equal(again.code, 1);
    assert.match(again.err, /non è vuota/);
    const nowhere = await runScript("../server/export-town.ts", [], {});
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.err, /Indicare una cartella nuova/);
  });
});
