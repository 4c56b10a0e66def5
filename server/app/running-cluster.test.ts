import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runningClusterUrl } from "./running-cluster.ts";

describe("the database of a service that runs", () => {
  let folder: string;

  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "borgo-cluster-"))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const record = () =>
    writeFile(
      join(folder, "postgres.json"),
      JSON.stringify({ folder, password: "una-password", state: "made" }),
    );
  const pidFile = (port: string) =>
    writeFile(
      join(folder, "postmaster.pid"),
      ["4711", folder, "1795571959", port, "", "127.0.0.1", "ready"].join("\n"),
    );

  it("is found by the port that PostgreSQL notes, with the password that the folder keeps", async () => {
    await record();
    await pidFile("54329");
    const url = new URL((await runningClusterUrl(folder))!);
    assert.deepEqual(
      [url.hostname, url.port, url.password, url.pathname],
      ["127.0.0.1", "54329", "una-password", "/borgo"],
    );
  });

  it("is none in a folder that has no database, or none that runs", async () => {
    assert.equal(await runningClusterUrl(folder), undefined);
    await record();
    assert.equal(await runningClusterUrl(folder), undefined);
    await pidFile("");
    assert.equal(await runningClusterUrl(folder), undefined);
  });
});
