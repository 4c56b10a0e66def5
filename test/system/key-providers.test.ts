import { strict as assert } from "node:assert";
import { execFile, execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Custody, type NewKey, startCustody } from "../../server/custody/custody.ts";
import { CustodyRefusesToStart, type KeySource } from "../../server/custody/key-encryption-keys.ts";
import { createLog } from "../../server/shared/log.ts";
import { type SoftHsm, softHsm } from "../support/soft-hsm.ts";
import { type TestDatabase, run, startTestDatabase } from "../support/throwaway-postgres.ts";

const VARIABLE = "BORGO_TEST_KEY";
const DESK = { source: "192.0.2.1" };

describe("Providers of the key-encryption key", function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let folder: string;
  let hsm: SoftHsm | undefined;

  before(async function () {
    this.timeout(120_000);
    hsm = softHsm();
    database = await startTestDatabase();
    folder = mkdtempSync(join(tmpdir(), "borgo-keys-"));
  });
  after(async () => {
    await database?.stop();
    hsm?.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() =>
    run(
      database.ownerUrl,
      "truncate custody.sealed_key, custody.data_key, custody.relayer_key, custody.guess_count",
    ),
  );

  const start = (keySource: KeySource) =>
    startCustody({
      ...{ signerDatabaseUrl: database.signerUrl, keySource },
      log: createLog("silent", "test"),
    });

  /** As whoever runs the service does it, beside the service. */
  function rotateByCommand(path: string): Promise<string> {
    const command = join(import.meta.dirname, "../../server/rotate-keys.ts");
    const env = {
      ...process.env,
      DATABASE_URL: database.ownerUrl,
      BORGO_DATA: join(path, "../.."),
    };
    return new Promise((resolve, reject) =>
      execFile(process.execPath, [command], { env }, (error, out) =>
        error === null ? resolve(out) : reject(error),
      ),
    );
  }

  async function complaint(keySource: KeySource): Promise<string> {
    const outcome = await start(keySource).catch((error: unknown) => error);
    if (!(outcome instanceof Error)) {
      await (outcome as Custody).close();
      throw new Error("It started.");
    }
    assert.ok(outcome instanceof CustodyRefusesToStart, String(outcome));
    return outcome.message;
  }

  it("refuse a missing, a wrong, a broken and an open key file, and change nothing", async () => {
    const path = join(folder, "a", "key");
    const source: KeySource = { from: "file", path };
    await made(await start(source));
    renameSync(path, `${path}.kept`);
    assert.match(await complaint(source), /Manca la chiave di custodia/);
    assert.equal(existsSync(path), false);
    writeFileSync(path, `${randomBytes(32).toString("base64")}\n`, { mode: 0o400 });
    assert.match(await complaint(source), /non è quella di questa banca dati/);
    rmSync(path);
    writeFileSync(path, "not a key\n", { mode: 0o400 });
    assert.match(await complaint(source), /non è valida: servono 32 byte/);
    rmSync(path);
    renameSync(`${path}.kept`, path);
    chmodSync(path, 0o444);
    assert.match(await complaint(source), /Altri utenti della macchina/);
    chmodSync(path, 0o400);
    await (await start(source)).close();
  });

  it("refuse a missing and a wrong key of the environment, and survive the signer's end", async () => {
    const source: KeySource = { from: "environment", variable: VARIABLE };
    assert.match(await complaint(source), /Manca la variabile d'ambiente/);
    const key = randomBytes(32).toString("base64");
    process.env[VARIABLE] = key;
    const custody = await start(source);
    const card = await newCard(custody);
    assert.equal(process.env[VARIABLE], undefined);
    killSigner();
    await again(() => unlocks(custody, card));
    await custody.close();
    process.env[VARIABLE] = randomBytes(32).toString("base64");
    assert.match(await complaint(source), /non è quella di questa banca dati/);
    process.env[VARIABLE] = key;
    await opens(await start(source), card);
  });

  it("take a new key of the environment into use behind the old one's back", async () => {
    const source: KeySource = { from: "environment", variable: VARIABLE };
    const [older, newer] = [1, 2].map(() => randomBytes(32).toString("base64"));
    process.env[VARIABLE] = older;
    const card = await made(await start(source));
    process.env[VARIABLE] = `${newer},${older}`;
    const custody = await start(source);
    const { rewrapped } = await custody.rotateKeyEncryptionKey();
    assert.equal(rewrapped, 3);
    await custody.close();
    process.env[VARIABLE] = newer;
    await opens(await start(source), card);
  });

  it("rotate a file's key while another replica serves", async () => {
    const source = { from: "file", path: join(folder, "keys/key-encryption-key") } as const;
    const [serving, rotating] = [await start(source), await start(source)];
    const cards = await Promise.all(Array.from({ length: 20 }, () => newCard(serving)));
    const rotation = { isUnderWay: true };
    let opened = 0;
    const tills = cards.slice(0, 4).map(async (card) => {
      for (; rotation.isUnderWay; opened += 1) await unlocks(serving, card);
    });
    const { keyId } = await rotating.rotateKeyEncryptionKey();
    rotation.isUnderWay = false;
    await Promise.all(tills);
    assert.ok(opened > 0);
    await unlocks(serving, await newCard(serving));
    for (const card of cards) await unlocks(serving, card);
    await rotateByCommand(source.path);
    for (const card of cards.slice(0, 3)) await unlocks(serving, card);
    const left = await run<{ id: string }>(
      database.ownerUrl,
      "select distinct key_encryption_key as id from custody.sealed_key",
    );
    assert.equal(left.length, 1);
    assert.notEqual(left[0]!.id, keyId);
    for (const custody of [serving, rotating]) await custody.close();
  });

  describe("in a device (PKCS#11)", () => {
    before(function () {
      if (hsm !== undefined) return;
      // Where it cannot be had, it is skipped, and the closing report counts it so.
      process.stderr.write("SoftHSM2 is not here: the PKCS#11 provider is not tried.\n");
      this.skip();
    });

    it("seal, open, rotate, and say plainly what is wrong", async () => {
      const source = hsm!.newToken("borgo");
      const custody = await start(source);
      const card = await newCard(custody);
      await unlocks(custody, card);
      const before = await sealedUnder();
      const { keyId, rewrapped } = await custody.rotateKeyEncryptionKey();
      assert.notEqual(keyId, before);
      assert.equal(rewrapped, 3);
      await unlocks(custody, card);
      await custody.close();
      hsm!.givePin();
      await opens(await start(source), card);
      hsm!.givePin("00000000");
      assert.match(await complaint(source), /rifiuta il PIN .*CKR_PIN_INCORRECT/);
      hsm!.givePin();
      assert.match(await complaint({ ...source, token: "altro" }), /non trova il dispositivo/);
      hsm!.givePin();
      assert.match(await complaint({ ...source, module: "/no.so" }), /non si apre/);
      delete process.env["BORGO_TEST_PIN"];
      assert.match(await complaint(source), /Manca la variabile d'ambiente/);
      assert.match(await complaint(hsm!.newToken("vuoto")), /non c'è la chiave di custodia/);
    });

    async function sealedUnder(): Promise<string> {
      const [row] = await run<{ id: string }>(
        database.ownerUrl,
        "select distinct key_encryption_key as id from custody.sealed_key",
      );
      return row!.id;
    }
  });
});

/** The signer is this process's only child that runs its program. */
function killSigner(): void {
  const found = execFileSync("pgrep", ["-P", String(process.pid), "-f", "signer-main"]);
  process.kill(Number(found.toString()), "SIGKILL");
}

async function again(act: () => Promise<void>): Promise<void> {
  for (let left = 100; ; left -= 1)
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

async function newCard(custody: Custody): Promise<NewKey["card"]> {
  const [card] = await Array.fromAsync(custody.createKeys("card", 1));
  return card!;
}

/** Makes a card and ends the custody. */
async function made(custody: Custody): Promise<NewKey["card"]> {
  const card = await newCard(custody);
  await custody.close();
  return card;
}

async function unlocks(custody: Custody, { code, password }: NewKey["card"]): Promise<void> {
  const unlocked = await custody.unlock("card", code, password, DESK);
  if (!unlocked.ok) throw new Error(`Not unlocked: ${unlocked.refusal.code}.`);
  await custody.release(unlocked.value.grant);
}

async function opens(custody: Custody, card: NewKey["card"]): Promise<void> {
  try {
    await unlocks(custody, card);
  } finally {
    await custody.close();
  }
}
