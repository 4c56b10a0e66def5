import { strict as assert } from "node:assert";

import { sql } from "kysely";

import { openCustodyDatabase } from "../../server/custody/custody-database.ts";
import { type Database, openDatabase } from "../../server/shared/database.ts";
import { type TestDatabase, run, startTestDatabase } from "../support/throwaway-postgres.ts";

const BREAK = "select pg_terminate_backend($1)";
const PID = "select pg_backend_pid() as pid";

describe("A connection to the database that breaks while nobody asks anything", function () {
  this.timeout(120_000);
  let server: TestDatabase;
  let db: Database;

  before(async () => {
    server = await startTestDatabase();
    db = openDatabase(server.apiUrl, 1);
  });

  after(async () => {
    await db?.destroy();
    await server?.stop();
  });

  /** As long as a process that dies of an error that nobody listens to takes to do so. */
  const whileItBreaks = async (pid: number) => {
    await run(server.ownerUrl, BREAK, [pid]);
    await new Promise((resolve) => setTimeout(resolve, 200));
  };

  it("fails the transaction that was busy elsewhere, and not the process", async () => {
    const work = db.transaction().execute(async (tx) => {
      const { rows } = await sql.raw<{ pid: number }>(PID).execute(tx);
      await whileItBreaks(rows[0]!.pid);
      await sql`select 1`.execute(tx);
    });
    await assert.rejects(work);
    assert.equal((await sql`select 1`.execute(db)).rows.length, 1, "the next one is served");
  });

  it("does not end the signer either", async () => {
    const pool = openCustodyDatabase(server.signerUrl);
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>(PID);
    await whileItBreaks(rows[0]!.pid);
    await assert.rejects(client.query("select 1"));
    client.release(true);
    assert.equal((await pool.query("select 1")).rowCount, 1);
    await pool.end();
  });
});
