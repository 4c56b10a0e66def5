import { strict as assert } from "node:assert";
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { decodeCode, groupCode } from "#core/card/card-code.ts";

import { dumpDatabase, dumpToJson } from "../attacks/database-dump.ts";
import type { TownSecrets } from "../support/secretive-town.ts";

const TOWN = join(import.meta.dirname, "../support/secretive-town.ts");
/** Whole files are searched; none that a town writes is larger. */
const LARGEST_FILE = 512 * 1024 * 1024;

describe("Secrets that went through a town", function () {
  this.timeout(240_000);
  let child: ChildProcess;
  let secrets: TownSecrets;
  let temporary: string;
  let said = "";

  before(async () => {
    temporary = await mkdtemp(join(tmpdir(), "borgo-secrets-"));
    child = fork(TOWN, {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: { ...process.env, TMPDIR: temporary },
    });
    for (const stream of [child.stdout!, child.stderr!])
      stream.on("data", (bytes: Buffer) => (said += bytes.toString("latin1")));
    const ended = once(child, "exit").then(() => Promise.reject(new Error(said)));
    [secrets] = (await Promise.race([once(child, "message"), ended])) as [TownSecrets];
  });
  after(async () => {
    if (child?.connected) {
      child.send("end");
      await once(child, "exit");
    }
    await rm(temporary, { recursive: true, force: true });
  });

  it("are found where they are put, so that the search proves something", () => {
    const [code, password] = [secrets.codes[0]!, secrets.passwords[0]!];
    for (const text of [`x${code}y`, groupCode(code), `"${password}"`, `p=${password}&`])
      assert.notDeepEqual(found(Buffer.from(text)), [], text);
    const { value } = decodeCode(code) as { value: { secret: Uint8Array } };
    assert.notDeepEqual(found(Buffer.concat([randomBytes(9), value.secret])), []);
  });

  it("are not in what the service and its children say", () => {
    assert.ok(said.length > 0);
    assert.deepEqual(found(Buffer.from(said, "latin1")), []);
  });

  it("are not in the metrics, nor in what anybody may read", async () => {
    for (const path of ["/metrics", "/health", "/openapi.json", "/api/town", "/api/transparency"]) {
      const text = await (await fetch(`${secrets.url}${path}`)).text();
      assert.deepEqual(found(Buffer.from(text)), [], path);
    }
  });

  it("are not in the database", async () => {
    const dump = await dumpDatabase(secrets.ownerUrl);
    for (const [table, rows] of Object.entries(dump)) {
      const bytes = rows.flatMap((row) => Object.values(row).filter(Buffer.isBuffer));
      const text = Buffer.from(dumpToJson({ [table]: rows }));
      assert.deepEqual(found(Buffer.concat([text, ...bytes])), [], table);
    }
  });

  it("are in no file: data folder, database files and their log, temporary files", async () => {
    let files = 0;
    for (const folder of [...secrets.folders, temporary])
      for (const path of await filesBelow(folder)) {
        const { size } = await stat(path).catch(() => ({ size: 0 }));
        assert.ok(size < LARGEST_FILE, path);
        const bytes = await readFile(path).catch(() => Buffer.alloc(0));
        files += 1;
        assert.deepEqual(found(bytes), [], path);
        assert.equal(bytes.subarray(0, 5).toString("latin1") === "%PDF-", false, path);
      }
    assert.ok(files > 100);
  });

  it("cannot end up in a core dump of the signer", function () {
    if (process.platform !== "linux") this.skip();
    const signer = signerOf(child.pid!);
    const limits = execFileSync("cat", [`/proc/${signer}/limits`]).toString();
    assert.match(limits, /^Max core file size\s+0\s+0/m);
    const filter = execFileSync("cat", [`/proc/${signer}/coredump_filter`])
      .toString()
      .trim();
    assert.equal(Number.parseInt(filter, 16), 0);
    const command = execFileSync("cat", [`/proc/${signer}/cmdline`]);
    assert.deepEqual(found(command), []);
    assert.deepEqual(found(execFileSync("cat", [`/proc/${child.pid}/cmdline`])), []);
  });

  /** Which secrets are in these bytes: codes however written, the secret in them, passwords that stand alone. */
  function found(bytes: Buffer): string[] {
    const text = bytes.toString("latin1");
    return [
      ...secrets.codes.filter((code) => formsOf(code).some((form) => bytes.includes(form))),
      ...secrets.passwords.filter((password) =>
        new RegExp(
          `(?<!\\d)${password}(?!\\d)|${password.slice(0, 4)} ${password.slice(4)}(?!\\d)`,
        ).test(text),
      ),
    ];
  }
});

const forms = new Map<string, (string | Buffer)[]>();

function formsOf(code: string): (string | Buffer)[] {
  const known = forms.get(code);
  if (known !== undefined) return known;
  const decoded = decodeCode(code);
  if (!decoded.ok) throw new Error("The town told a code that is none.");
  const secret = Buffer.from(decoded.value.secret);
  const made = [
    ...[code, groupCode(code), code.toLowerCase(), secret],
    ...[
      secret.toString("hex"),
      secret.toString("base64").slice(0, 21),
      secret.toString("base64url"),
    ],
  ];
  forms.set(code, made);
  return made;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function signerOf(parent: number): number {
  return Number(execFileSync("pgrep", ["-P", String(parent), "-f", "signer-main"]).toString());
}
