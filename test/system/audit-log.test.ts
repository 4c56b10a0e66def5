import { strict as assert } from "node:assert";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import pg from "pg";

import { noteAuditHead, readAuditHeads } from "../../server/app/audit-heads.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import { type Database, openDatabase } from "../../server/shared/database.ts";
import { createLog } from "../../server/shared/log.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { type PlayedTown, refusalOf, startPlayedTown } from "../support/played-town.ts";
import { runScript } from "../support/run-script.ts";

type Page = {
  items: { id: number; officer?: string; act: string; subject?: string; details: object }[];
  next?: number;
  head?: { id: number; digest: string };
};
type Cards = { items: { id: string; status: string }[] };

describe("The office's audit log", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let db: Database;
  let owner: pg.Client;

  before(async () => {
    town = await startPlayedTown({ log: createLog("silent", "test") });
    db = openDatabase(town.stack.replica.databaseUrl, 2);
    owner = new pg.Client({ connectionString: town.stack.ownerUrl });
    await owner.connect();
  });

  after(async () => {
    await owner?.end();
    await db?.destroy();
    await town?.stack.stop();
  });

  const list = (query = "") => town.desk.desk.api.get<Page>(`/api/audit?limit=200${query}`);
  const acts = async () => (await list()).items.map(({ act }) => act).reverse();
  const cards = () => town.desk.desk.api.get<Cards>("/api/cards");
  const block = (id: string) =>
    town.desk.desk.api.post(`/api/cards/${id}/block`, { json: { reason: "Smarrita" } });

  it("names each act of the town's day, in order, by whom and on what", async () => {
    assert.deepEqual(await acts(), [
      ...["session_started", "session_started", "merchants_imported", "merchants_invited"],
      ...["programme_drafted", "beneficiaries_imported", "cards_issued", "cards_confirmed"],
      "issuance_prepared",
    ]);
    const { items } = await list("&act=beneficiaries_imported");
    assert.equal(items.length, 1);
    assert.equal(items[0]!.subject, town.programmeId);
    assert.deepEqual(items[0]!.details, { people: town.files.cards });
    assert.match(items[0]!.officer!, /^0x[0-9a-f]{40}$/);
  });

  it("is searched and paged without missing or repeating a row", async () => {
    const { items } = await list();
    const seen: number[] = [];
    for (let before = ""; ;) {
      const page = await town.desk.desk.api.get<Page>(`/api/audit?limit=4${before}`);
      seen.push(...page.items.map(({ id }) => id));
      if (page.next === undefined) break;
      before = `&before=${page.next}`;
    }
    assert.deepEqual(
      seen,
      items.map(({ id }) => id),
    );
    const { officer } = items.at(-1)!;
    const own = await list(`&officer=${officer}`);
    assert.ok(own.items.length > 0 && own.items.length < items.length);
    assert.equal((await list("&subject=nobody")).items.length, 0);
  });

  it("writes nothing down of what was refused, or only checked", async () => {
    const before = await acts();
    const { code } = await refusalOf(block("00000000-0000-4000-8000-000000000000"));
    assert.equal(code, "not_found");
    const again = town.desk.desk.api.post(`/api/programmes/${town.programmeId}/cards`);
    assert.equal((await refusalOf(again)).code, "nothing_to_do");
    assert.deepEqual(await acts(), before);
  });

  it("is there with the act or not at all", async () => {
    const [card] = (await cards()).items;
    await owner.query("revoke insert on audit_entry from borgo_api");
    const { status } = await refusalOf(block(card!.id)).finally(() =>
      owner.query("grant insert on audit_entry to borgo_api"),
    );
    assert.equal(status, 500);
    assert.equal((await cards()).items.find(({ id }) => id === card!.id)!.status, "active");
    await block(card!.id);
    assert.equal((await acts()).at(-1), "card_blocked");
  });

  it("stays whole where many act at once", async () => {
    const { items } = await cards();
    await Promise.all(items.slice(1, 9).map(({ id }) => block(id)));
    const { broken, head } = await verifyAudit(db);
    assert.equal(broken, undefined);
    const { items: listed, head: shown } = await list();
    assert.equal(Number(head.id), listed.length);
    assert.equal(shown!.digest, head.digest);
  });

  it("refuses every change, by whoever", async () => {
    for (const change of [
      "update audit_entry set act = 'card_closed' where id = 1",
      "delete from audit_entry where id = 1",
      "truncate audit_entry",
    ]) {
      await assert.rejects(owner.query(change), /keeps what was signed|permission denied/);
      const api = new pg.Client({ connectionString: town.stack.replica.databaseUrl });
      await api.connect();
      await assert.rejects(api.query(change), /permission denied/).finally(() => api.end());
    }
  });

  /** As somebody with every right in the database would do it; undone at the end. */
  async function tampered(change: string, noted: Parameters<typeof verifyAudit>[1] = []) {
    await owner.query("alter table audit_entry disable trigger all");
    try {
      await owner.query(change);
      return (await verifyAudit(db, noted)).broken;
    } finally {
      await owner.query("delete from audit_entry");
      await owner.query("insert into audit_entry select * from kept_entry");
      await owner.query("alter table audit_entry enable trigger all");
    }
  }

  it("tells which row was changed, taken out, or slipped in", async () => {
    await owner.query("create table kept_entry as select * from audit_entry");
    const last = (await list()).items[0]!.id;
    assert.deepEqual(await tampered("update audit_entry set details = '{}' where id = 6"), {
      code: "changed",
      id: 6n,
    });
    assert.deepEqual(
      await tampered("update audit_entry set at = at + interval '1 microsecond' where id = 3"),
      { code: "changed", id: 3n },
    );
    assert.deepEqual(await tampered("delete from audit_entry where id = 4"), {
      code: "gap",
      id: 5n,
      after: 3n,
    });
    const { digest, id } = (await verifyAudit(db)).head;
    assert.deepEqual(
      await tampered(`delete from audit_entry where id = ${last}`, [{ id, digest }]),
      { code: "cut_off", id, last: id - 1n },
    );
    const other = { id: 2n, digest: "ab".repeat(32) };
    assert.deepEqual((await verifyAudit(db, [other])).broken, { code: "rewritten", id: 2n });
    assert.equal((await verifyAudit(db, [{ id, digest }])).broken, undefined);
  });

  it("is verified by one command, with the heads noted outside the database", async () => {
    const folder = town.stack.dataFolder;
    const file = join(folder, "audit-heads");
    await rm(file, { force: true });
    await noteAuditHead({ db, clock: systemClock }, file, undefined);
    assert.equal((await readAuditHeads(file)).length, 1);
    const settings = { DATABASE_URL: town.stack.ownerUrl, BORGO_DATA: folder };
    const verify = () => runScript("../server/verify-log.ts", [], settings);
    const whole = await verify();
    assert.equal(whole.code, 0, whole.err);
    assert.match(whole.out, /Registro integro: \d+ atti, confrontato con 1 impronte/);
    await writeFile(file, `2 ${"ab".repeat(32)} 2026-06-20T08:30:00.000Z\n`, { flag: "a" });
    const broken = await verify();
    assert.equal(broken.code, 1);
    assert.match(broken.out, /ALTERATO.*L'atto 2 ha un'impronta diversa/);
  });
});
