import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { chown, mkdtemp, readFile, readdir, readlink, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { ensureBuilt } from "../../scripts/build.ts";
import {
  type Person,
  type RunningTown,
  clusterOf,
  startTown,
  temporaryData,
} from "../support/running-town.ts";

const PROJECT = join(import.meta.dirname, "../..");
const NOBODY: Person = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;

/** Ten seconds are promised of a machine that has nothing else to do. */
const SECOND_START_MS = 20_000;

describe("npm start, by who runs it", function () {
  this.timeout(180_000);
  let town: RunningTown | undefined;
  let leftovers: (() => Promise<void>)[] = [];

  before(() => ensureBuilt());
  afterEach(async () => {
    await town?.kill("SIGTERM");
    town = undefined;
    for (const remove of leftovers) await remove();
    leftovers = [];
  });

  it("as root, has a database that needs nothing of a checkout which only root may enter", async function () {
    if (!isRoot) return this.skip();
    const data = await temporaryData();
    leftovers.push(data.remove);
    town = await startTown(data.path);
    const { folder } = await clusterOf(data.path);
    const { program, uid } = await databaseIn(folder!);
    for (const path of [program, folder!]) {
      assert.ok(relative(PROJECT, path).startsWith(".."), `${path} is not in the checkout`);
      assert.ok(relative(data.path, path).startsWith(".."), `${path} is not in the data folder`);
    }
    assert.notEqual(uid, 0, "PostgreSQL does not run as root");
    const { mode, uid: owner } = await stat(folder!);
    assert.equal(mode & 0o777, 0o700, "nobody else reads its files");
    assert.equal(owner, uid);
  });

  it("as an ordinary user, keeps everything in the data folder and comes back after a kill -9", async function () {
    const person = isRoot ? NOBODY : undefined;
    if (person !== undefined && !canRead(person)) return this.skip();
    const home = await mkdtemp(join(tmpdir(), "borgo-home-"));
    leftovers.push(() => rm(home, { recursive: true, force: true }));
    if (person !== undefined) await chown(home, person.uid, person.gid);
    const data = join(home, "data");
    town = await startTown(data, { HOME: home }, person);
    assert.equal(town.lines.length, 5);
    const { folder } = await clusterOf(data);
    assert.equal(folder, join(data, "postgres"));
    const { uid } = await databaseIn(folder);
    assert.equal(uid, person?.uid ?? process.getuid?.());
    const before = await identitiesOf(data);
    await town.kill("SIGKILL");
    const begin = Date.now();
    town = await startTown(data, { HOME: home }, person);
    const tookMs = Date.now() - begin;
    assert.ok(tookMs < SECOND_START_MS, `the second start took ${tookMs} ms`);
    assert.equal((await fetch(`${town.url}/health`)).status, 200);
    assert.equal(await identitiesOf(data), before, "the same town");
  });
});

function identitiesOf(data: string): Promise<string> {
  return readFile(join(data, "demo.json"), "utf8");
}

/** Whether that person can enter this checkout: one under root's own folder nobody else can. */
function canRead({ uid, gid }: Person): boolean {
  try {
    execFileSync(process.execPath, ["--eval", ""], { uid, gid, cwd: PROJECT });
    return true;
  } catch {
    return false;
  }
}

/** The server whose files these are: which program it runs, and as whom. See postmaster.pid, proc(5). */
async function databaseIn(folder: string): Promise<{ program: string; uid: number }> {
  assert.ok((await readdir(folder)).includes("postmaster.pid"), "it runs");
  const [pid] = (await readFile(join(folder, "postmaster.pid"), "utf8")).split("\n");
  const { uid } = await stat(`/proc/${pid}`);
  return { program: await readlink(`/proc/${pid}/exe`), uid };
}
