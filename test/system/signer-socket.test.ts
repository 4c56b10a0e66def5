import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { type Server, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { startCustody } from "../../server/custody/custody.ts";
import { sweepSockets } from "../../server/custody/signer-socket.ts";
import { createLog } from "../../server/shared/log.ts";
import type { CustodyOrder } from "../support/custody-process.ts";
import { eventually } from "../support/played-town.ts";
import { type TestDatabase, run, startTestDatabase } from "../support/throwaway-postgres.ts";

const SERVICE = join(import.meta.dirname, "../support/custody-process.ts");
const OLD = new Date(Date.now() - 3_600_000);
const log = createLog("silent", "test");

describe("The signer's socket", function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let folder: string;
  let usual: string | undefined;
  const sockets = () => readdirSync(folder).filter((name) => name.startsWith("borgo-signer-"));
  const keySource = () => ({ from: "file" as const, path: join(folder, "keys/key") });

  before(async () => {
    database = await startTestDatabase();
    folder = mkdtempSync(join(tmpdir(), "borgo-sockets-"));
    usual = process.env["TMPDIR"];
    process.env["TMPDIR"] = folder;
  });
  after(async () => {
    if (usual === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = usual;
    await database?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("goes with the signer, also with one that refuses to start", async () => {
    const custody = await startCustody({
      ...{ signerDatabaseUrl: database.signerUrl, keySource: keySource(), log },
    });
    expect(sockets()).to.have.length(1);
    await custody.close();
    expect(sockets()).to.deep.equal([]);
    const wrong = { from: "environment", variable: "BORGO_NO_SUCH_KEY" } as const;
    const settings = { signerDatabaseUrl: database.signerUrl, keySource: wrong, log };
    expect(await startCustody(settings).catch((error: Error) => error.name)).to.equal(
      "CustodyRefusesToStart",
    );
    expect(sockets()).to.deep.equal([]);
  });

  it("goes where the service is killed: its signer clears up", async () => {
    const service = fork(SERVICE);
    const order: CustodyOrder = { databaseUrl: database.signerUrl, keyFile: keySource().path };
    service.send(order);
    await once(service, "message");
    expect(sockets()).to.have.length(1);
    service.kill("SIGKILL");
    await eventually("the signer has ended", async () => sockets().length === 0);
    const query = "select 1 from pg_stat_activity where application_name = 'borgo-signer'";
    await eventually("its connections are closed", async () => {
      return (await run(database.ownerUrl, query)).length === 0;
    });
  });

  describe("that was left behind", () => {
    const place = (name: string) => {
      const path = join(folder, `borgo-signer-${name}`);
      mkdirSync(path, { mode: 0o700 });
      return path;
    };
    const age = (path: string) => utimesSync(path, OLD, OLD);
    let server: Server;

    before(async () => {
      server = createServer();
      const alive = place("alive");
      await new Promise<void>((done) => server.listen(join(alive, "socket"), done));
      age(alive);
    });
    after(() => new Promise((done) => void server.close(done)));

    it("is swept where nobody listens any more, and nowhere else", async () => {
      age(place("empty"));
      const dead = place("dead");
      // As a killed process leaves it: bound, and nobody behind it.
      const script = `require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, 9))`;
      const child = spawn(process.execPath, ["-e", script, join(dead, "socket")]);
      await once(child, "exit");
      expect(existsSync(join(dead, "socket"))).to.equal(true);
      age(dead);
      place("starting");
      const foreign = place("foreign");
      writeFileSync(join(foreign, "notes.txt"), "not a socket");
      age(foreign);
      const kept = join(folder, "kept");
      mkdirSync(kept);
      symlinkSync(kept, join(folder, "borgo-signer-link"));
      await sweepSockets();
      expect(sockets().sort()).to.deep.equal(
        ["alive", "foreign", "link", "starting"].map((name) => `borgo-signer-${name}`),
      );
      expect(existsSync(kept)).to.equal(true);
      expect(existsSync(join(foreign, "notes.txt"))).to.equal(true);
    });
  });
});
