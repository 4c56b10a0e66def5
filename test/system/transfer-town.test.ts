import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { CardSheet } from "../../scripts/scenario/play.ts";
import { CustodyRefusesToStart, type KeySource } from "../../server/custody/key-encryption-keys.ts";
import { createLog } from "../../server/shared/log.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAndTill,
  eventually,
  paymentOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { type Replica, startReplica } from "../support/replica.ts";
import { type TestDatabase, run, startTestDatabase } from "../support/throwaway-postgres.ts";

const COMMAND = join(import.meta.dirname, "../../server/transfer-town.ts");
const ENVELOPES = /busta 1 {3}([0-9A-F ]+)\n {2}busta 2 {3}([0-9A-F ]+)\n/;

type Ran = { readonly code: number; readonly output: string };

/** The old place is a copy of a town's database that nobody is connected to, with the town's key. */
describe("A town that moves to another place", function () {
  this.timeout(240_000);
  let town: PlayedTown;
  let place: TestDatabase;
  let folder: string;
  let envelopes: readonly string[];
  let moved: Replica;
  let card: CardSheet;
  let cookies: string;
  let balance: bigint;

  before(async () => {
    // The old place settles nothing, so that what it had promised is still open when the town moves.
    const settings = { BORGO_ROLES: "api,indexer" };
    [town, place] = await Promise.all([
      startPlayedTown({ keyIn: "file", settings, log: createLog("silent", "test") }),
      startTestDatabase(),
    ]);
    folder = await mkdtemp(join(tmpdir(), "borgo-move-"));
    const used = cardAndTill(town, 0);
    card = used.card;
    cookies = used.till.cookies();
    await used.till.post("/api/payments", { json: paymentOf(card, "700") });
    balance = await balanceOf(town.stack.url, card);
    await copyDatabase();
  });
  after(async () => {
    await moved?.stop();
    await town?.stack.stop();
    await place?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const inOld = (url: string) => Object.assign(new URL(url), { pathname: "/old" }).href;
  const oldUrl = () => inOld(town.stack.ownerUrl);
  const oldKey = (): KeySource => ({
    from: "file",
    path: join(town.stack.dataFolder, "keys/key-encryption-key"),
  });
  const archive = () => join(folder, "away/comune.borgo");

  async function copyDatabase(): Promise<void> {
    const { ownerUrl } = town.stack;
    const beside = Object.assign(new URL(ownerUrl), { pathname: "/postgres" }).href;
    await run(beside, "alter database borgo allow_connections false");
    await run(
      beside,
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'borgo'",
    );
    await eventually("copied", () =>
      run(beside, "create database old template borgo").then(
        () => true,
        () => false,
      ),
    );
    await run(beside, "alter database borgo allow_connections true");
  }

  /** The command, with people who type what `type` makes of what they were shown. */
  async function transfer(
    act: "export" | "import",
    variables: Readonly<Record<string, string>>,
    type: (shown: readonly string[]) => readonly string[],
  ): Promise<Ran> {
    const env = { ...process.env, ...variables };
    const child = spawn(process.execPath, [COMMAND, act, join(folder, "away")], { env });
    let output = "";
    let isTyped = false;
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      if (isTyped || !output.includes("Busta 1: ")) return;
      isTyped = true;
      const shown = ENVELOPES.exec(output)?.slice(1) ?? [];
      child.stdin.end(
        type(shown)
          .map((line) => `${line}\n`)
          .join(""),
      );
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    const code = await new Promise<number>((resolve) => child.once("close", resolve));
    return { code, output };
  }

  const leave = (
    type: (shown: readonly string[]) => readonly string[],
    ownerUrl: string = oldUrl(),
  ): Promise<Ran> =>
    transfer(
      "export",
      {
        ...{ BORGO_DATA: join(folder, "old-data"), DATABASE_URL: ownerUrl },
        BORGO_KEY_ENCRYPTION_KEY: oldKeyText,
      },
      type,
    );
  const arrive = (typed: readonly string[], data = "new"): Promise<Ran> =>
    transfer(
      "import",
      {
        ...{ BORGO_DATA: join(folder, data), DATABASE_URL: place.ownerUrl },
        BORGO_KEY_ENCRYPTION_KEY: "",
      },
      () => typed,
    );
  let oldKeyText = "";

  const startOn = (
    databases: { apiUrl: string; signerUrl: string },
    keySource: KeySource,
    data: string,
  ) =>
    startReplica(
      {
        ...town.stack,
        dataFolder: data,
        replica: {
          ...{ databaseUrl: databases.apiUrl, signerDatabaseUrl: databases.signerUrl },
          keySource,
        },
      },
      { BORGO_ROLES: "api,indexer,settler" },
    );

  const startOld = () => {
    const { databaseUrl, signerDatabaseUrl } = town.stack.replica;
    const urls = { apiUrl: inOld(databaseUrl), signerUrl: inOld(signerDatabaseUrl) };
    return startOn(urls, oldKey(), join(folder, "old-data"));
  };

  it("does not leave while somebody works on it", async () => {
    oldKeyText = (await readFile((oldKey() as { path: string }).path, "latin1")).trim();
    const { code, output } = await leave((shown) => shown, town.stack.ownerUrl);
    assert.equal(code, 1);
    assert.match(output, /Qualcuno usa la banca dati/);
  });

  it("does not leave where the envelopes are not on paper as they were shown", async () => {
    const { code, output } = await leave(([first]) => [first!, first!]);
    assert.equal(code, 1);
    assert.match(output, /non sono quelle mostrate: nulla è cambiato/);
    assert.equal(existsSync(archive()), false, "no half transfer is left behind");
    const old = await startOld();
    assert.equal(await balanceOf(old.url, card), balance, "the old place goes on");
    await old.stop();
  });

  it("does not leave with a key that is not the database's", async () => {
    const own = oldKeyText;
    oldKeyText = Buffer.alloc(32, 7).toString("base64");
    const { code, output } = await leave((shown) => shown);
    oldKeyText = own;
    assert.equal(code, 1);
    assert.match(output, /non è quella di questa banca dati/);
  });

  it("leaves in one sealed file, with two envelopes for two people", async () => {
    const { code, output } = await leave((shown) => (envelopes = shown));
    assert.equal(code, 0, output);
    assert.deepEqual(await readdir(join(folder, "away")), ["comune.borgo"]);
    const text = await readFile(archive(), "utf8");
    const opened = Buffer.from(text, "base64").toString("latin1");
    const { code: qr, password, number } = card;
    const [row] = await run<{ sealed: string }>(
      oldUrl(),
      "select encode(sealed, 'base64') as sealed from custody.relayer_key",
    );
    const secrets = [
      qr,
      password,
      number,
      oldKeyText,
      row!.sealed,
      "public.payment",
      "accepted_at",
    ];
    for (const secret of [...secrets, ...envelopes.map((shown) => shown.replaceAll(" ", ""))])
      for (const written of [text, opened]) assert.equal(written.includes(secret), false, secret);
  });

  it("opens nowhere in the old place any more", async () => {
    await assert.rejects(startOld(), (error) => {
      assert.ok(error instanceof CustodyRefusesToStart);
      assert.match(error.message, /trasferito altrove/);
      return true;
    });
    // Also for somebody who takes the note away: what is sealed lies under a key that is only in the envelopes.
    await run(oldUrl(), "alter table custody.departure disable trigger user");
    await run(oldUrl(), "delete from custody.departure");
    await assert.rejects(startOld(), /non è quella di questa banca dati/);
  });

  it("is refused by the new place where an envelope is wrong, or a line is missing or changed", async () => {
    const [first, second] = envelopes as [string, string];
    const slip = first.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    const wrong = await arrive([first, first]);
    assert.deepEqual([wrong.code, /Le due buste non aprono/.test(wrong.output)], [1, true]);
    const mistyped = await arrive([slip, second]);
    assert.match(mistyped.output, /La busta 1 non si legge/);
    const whole = await readFile(archive(), "utf8");
    const lines = whole.split("\n");
    const [a, b] = [lines[40]!, lines[41]!];
    for (const changed of [
      [...lines.slice(0, 40), ...lines.slice(41)],
      [...lines.slice(0, -2), ""],
      [...lines.slice(0, 40), b, a, ...lines.slice(42)],
    ]) {
      await writeFile(archive(), changed.join("\n"));
      const { code, output } = await arrive(envelopes);
      assert.deepEqual([code, /incompleto o è stato cambiato/.test(output)], [1, true], output);
    }
    await writeFile(archive(), whole);
    assert.equal((await run(place.ownerUrl, "select from card")).length, 0);
  });

  it("is read into an empty place, once, under that place's own key", async () => {
    const { code, output } = await arrive(envelopes);
    assert.equal(code, 0, output);
    assert.match(output, /FARNE SUBITO UNA COPIA/);
    const again = await arrive(envelopes, "other");
    assert.equal(again.code, 1);
    assert.match(again.output, /Qui c'è già un Comune/);
    const count = (table: string) => `select count(*)::int as rows from ${table}`;
    const tables = await run<{ name: string }>(
      oldUrl(),
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname in ('public', 'custody')`,
    );
    assert.ok(tables.length > 40);
    for (const { name } of tables)
      assert.deepEqual(
        await run(place.ownerUrl, count(name)),
        await run(oldUrl(), count(name)),
        name,
      );
    const keys = "select distinct key_encryption_key from custody.sealed_key";
    const [here, there] = [await run(place.ownerUrl, keys), await run(oldUrl(), keys)];
    const before = await run(town.stack.ownerUrl, keys);
    assert.equal(new Set([here, there, before].map((rows) => JSON.stringify(rows))).size, 3);
  });

  it("pays there with an old card at an old till, and settles what the old place had promised", async () => {
    const path = join(folder, "new/keys/key-encryption-key");
    moved = await startOn(place, { from: "file", path }, join(folder, "new"));
    assert.equal(await balanceOf(moved.url, card), balance);
    const till = new ApiClient(moved.url, cookies);
    await till.post("/api/payments", { json: paymentOf(card, "300") });
    await eventually("both settled on chain", async () => {
      const open = await run(place.ownerUrl, "select from payment where state <> 'settled'");
      return open.length === 0;
    });
    assert.equal(await balanceOf(moved.url, card), balance - 300n);
    const settled = await run(place.ownerUrl, "select from payment where settled_at is not null");
    assert.equal(settled.length, 2);
  });
});
