import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";

import { STATE_MACHINES, type StateMachine } from "../../core/state-machines.ts";
import { advanceMark } from "../../server/app/database-mark.ts";
import { type Database, openDatabase } from "../../server/shared/database.ts";
import type { Log } from "../../server/shared/log.ts";
import { readQuarantine } from "../../server/shared/quarantine.ts";
import { canBecome, statesOf } from "../../core/shared/state-machine.ts";
import { type Columns, STATE_ROWS } from "../support/state-rows.ts";
import { type TestDatabase, startTestDatabase } from "../support/throwaway-postgres.ts";

/** What was signed or answered, and what every row of it keeps. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  payment: ["till_id", "merchant_id", "request_hash", "card_id", "amount_cents", "accepted_at"],
  payment_confirmation: [
    ...["card_id", "phone_id", "merchant_id", "till_id", "request_hash", "amount_cents"],
    ...["local_cents", "asked_at"],
  ],
  signed_transfer: [
    ...["payment_id", "position", "programme_id", "from_account", "to_account", "amount_cents"],
    ...["nonce", "deadline", "digest", "signature"],
  ],
  reversal: ["payment_id", "till_id", "amount_cents", "accepted_at"],
  gift: ["card_id", "to_card_id", "request_hash", "amount_cents", "left_cents", "accepted_at"],
  settlement_batch: ["kind", "programme_id", "relayer", "relayer_nonce", "created_at"],
  issuance_chunk: ["issuance_id", "position", "total_cents", "accounts"],
  reimbursement_statement: ["ref", "number", "merchant_id", "programme_id", "amount_cents"],
  reward_mint: ["campaign_id", "total_cents", "accounts", "prepared_at"],
  presence: ["action_id", "access_id", "card_id", "beneficiary_id", "checked_in_at"],
  campaign: ["ref", "kind", "basis_points", "card_cents", "created_at"],
};

/** Another value for a column of that name. */
const OTHER: Columns = {
  kind: "reversals",
  digest: `0x${"f".repeat(64)}`,
  ref: `0x${"f".repeat(64)}`,
  relayer: `0x${"f".repeat(40)}`,
  from_account: `0x${"f".repeat(40)}`,
  to_account: `0x${"f".repeat(40)}`,
  request_hash: "\\x01",
  signature: "0x52",
  deadline: "2027-01-01T00:00:00Z",
};

/** A row alone is enough to see what may become of it. */
const WITHOUT_FOREIGN_KEYS = `do $$
declare
  one record;
begin
  for one in select conrelid::regclass as subject, conname from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace
  loop
    execute format('alter table %s drop constraint %I', one.subject, one.conname);
  end loop;
end $$`;

function otherValue(column: string): string {
  if (OTHER[column] != null) return OTHER[column];
  if (column.endsWith("_id")) return "00000000-0000-4000-8000-000000000002";
  return column.endsWith("_at") ? "2027-01-01T00:00:00Z" : "77";
}

describe("States in the database", () => {
  let database: TestDatabase;
  let client: pg.Client;

  before(async function () {
    this.timeout(60_000);
    database = await startTestDatabase();
    client = new pg.Client(database.ownerUrl);
    await client.connect();
    await client.query(WITHOUT_FOREIGN_KEYS);
  });

  after(async () => {
    await client?.end();
    await database?.stop();
  });

  function rowOf(table: string, state: string): Columns {
    const { always, of } = STATE_ROWS[table]!;
    return { ...always, ...of[state]!, state };
  }

  async function insert(table: string, row: Columns): Promise<void> {
    const names = Object.keys(row);
    const places = names.map((_, index) => `$${index + 1}`);
    const text = `insert into ${table} (${names.join(", ")}) values (${places.join(", ")})`;
    await client.query(text, Object.values(row));
  }

  async function update(table: string, row: Columns): Promise<void> {
    const names = Object.keys(row);
    const sets = names.map((name, index) => `${name} = $${index + 1}`);
    await client.query(`update ${table} set ${sets.join(", ")}`, Object.values(row));
  }

  /** What the database says to a change, of which nothing stays: `undefined`, or the error. */
  async function tried(change: () => Promise<void>): Promise<pg.DatabaseError | undefined> {
    await client.query("begin");
    try {
      await change();
      return undefined;
    } catch (error) {
      assert.ok(error instanceof pg.DatabaseError, String(error));
      return error;
    } finally {
      await client.query("rollback");
    }
  }

  /** Puts a row into the empty table, however it came to be. */
  async function put(table: string, state: string): Promise<void> {
    await client.query("set local session_replication_role = replica");
    await insert(table, rowOf(table, state));
    await client.query("set local session_replication_role = origin");
  }

  /** A row in one state is brought to another, with all that the other has earned. */
  function step({ table }: StateMachine, from: string, to: string) {
    const isErased = table === "signed_transfer" && from === "voided";
    // A signature that was erased does not come back.
    const erased: Columns = isErased ? { signature: null } : {};
    return tried(async () => {
      if (from !== "none") await put(table, from);
      if (from === "none") await insert(table, rowOf(table, to));
      else await update(table, { ...STATE_ROWS[table]!.of[to]!, ...erased, state: to });
    });
  }

  for (const machine of STATE_MACHINES) {
    const states = statesOf(machine.exits);
    it(`lets ${machine.table} take the steps of core's table, and no other`, async () => {
      for (const from of ["none", ...states])
        for (const to of states) {
          if (from === to) continue;
          const error = await step(machine, from, to);
          const name = `${from} > ${to}`;
          if (canBecome(machine.exits, from, to)) assert.equal(error?.message, undefined, name);
          else assert.equal(error?.constraint, `${machine.table}_step`, `${name}: ${error}`);
        }
    });

    it(`knows every state of ${machine.table} that the database knows`, async () => {
      const { rows } = await client.query<{ state: string }>(
        `select distinct unnest(array[from_state, to_state]) as state from state_transition where subject = $1`,
        [machine.table],
      );
      assert.deepEqual(new Set(rows.map(({ state }) => state)), new Set(["none", ...states]));
    });

    it(`keeps what a row of ${machine.table} was made of`, async () => {
      const [first] = machine.exits["none"]!;
      for (const column of KEPT[machine.table]!) {
        const error = await tried(async () => {
          await put(machine.table, first!);
          await update(machine.table, { [column]: otherValue(column) });
        });
        assert.equal(error?.code, "23001", `${column}: ${error}`);
      }
    });

    it(`never deletes from ${machine.table}`, async () => {
      const [first] = machine.exits["none"]!;
      for (const text of [`delete from ${machine.table}`, `truncate ${machine.table} cascade`]) {
        const error = await tried(async () => {
          await put(machine.table, first!);
          await client.query(text);
        });
        assert.equal(error?.code, "23001", `${text}: ${error}`);
      }
    });
  }

  it("erases a signature by voiding only", async () => {
    const error = await tried(async () => {
      await put("signed_transfer", "accepted");
      await update("signed_transfer", { signature: null });
    });
    assert.equal(error?.code, "23001");
  });

  describe("the mark, by which a database is known to have forgotten", () => {
    let folder: string;
    let db: Database;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "borgo-mark-"));
      db = openDatabase(database.ownerUrl, 1);
    });

    after(async () => {
      await db?.destroy();
      await rm(folder, { recursive: true, force: true });
    });

    const quiet = new Proxy({}, { get: () => () => undefined }) as Log;
    /** The process ends as soon as it has something to tell. */
    const dying = {
      fatal: () => {
        throw new Error("killed");
      },
    } as unknown as Log;

    it("is not counted on by a process that dies before it has told of the quarantine", async () => {
      const note = join(folder, "mark");
      await advanceMark({ db, log: quiet }, note);
      await writeFile(note, "1000\n");
      await assert.rejects(advanceMark({ db, log: dying }, note), /killed/);
      assert.equal(await readQuarantine(db), undefined);
      await advanceMark({ db, log: quiet }, note);
      assert.match((await readQuarantine(db))!, /was at 1000 before/);
    });
  });
});
