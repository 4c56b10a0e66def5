import { strict as assert } from "node:assert";
import { mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

import { freePort } from "../../server/app/free-port.ts";
import { eventually, paymentOf } from "../support/played-town.ts";
import {
  type RunningTown,
  clusterOf,
  demoTill,
  startTown,
  temporaryData,
  tryToStart,
} from "../support/running-town.ts";

type Payment = { state: string; amountCents: string };

/** Payments wait long enough for a kill to come before the chain knows of them. */
const SLOW = { BORGO_SETTLE_AFTER_SECONDS: "3", BORGO_BATCH_EVERY_SECONDS: "1" };

describe("npm start", function () {
  this.timeout(180_000);

  describe("on a folder of its own", () => {
    let data: Awaited<ReturnType<typeof temporaryData>>;
    let town: RunningTown | undefined;

    before(async () => {
      data = await temporaryData();
      town = await startTown(data.path, SLOW);
    });

    after(async () => {
      await town?.kill("SIGTERM");
      await data.remove();
    });

    it("says in five lines where to go and as whom", () => {
      const { lines, url } = town!;
      assert.equal(lines.length, 5);
      for (const path of ["/comune", "/cassa", "/carta", "/trasparenza"])
        assert.ok(
          lines.some((line) => line.includes(`${url}${path} `)),
          path,
        );
      assert.match(lines.join("\n"), /Ragioneria/);
      assert.match(lines.join("\n"), /password \d{4} \d{4}/);
    });

    it("refuses a second process on the same folder, and goes on itself", async () => {
      const { code, complaint } = await tryToStart(data.path);
      assert.equal(code, 1);
      assert.match(complaint, /già in uso dal processo \d+/);
      assert.equal((await fetch(`${town!.url}/health`)).status, 200);
    });

    it("keeps an accepted payment through a kill -9, and settles it once", async () => {
      const { till, card } = await demoTill(town!, data.path);
      const payment = paymentOf({ ...card, number: "" }, "137");
      const answer = await till.post("/api/payments", { json: payment });
      await town!.kill("SIGKILL");
      town = await startTown(data.path, SLOW);
      const { till: again } = await demoTill(town, data.path);
      const path = `/api/payments/${payment.paymentId}`;
      assert.deepEqual(await again.post("/api/payments", { json: payment }), answer);
      await eventually("settled", async () => (await again.get<Payment>(path)).state === "settled");
      const day = await again.get<{ payments: { paymentId: string }[] }>(
        "/api/tills/current/payments",
      );
      const same = day.payments.filter(({ paymentId }) => paymentId === payment.paymentId);
      assert.equal(same.length, 1);
    });

    it("goes on from its last whole copy where the chain's state was torn", async () => {
      await town!.kill("SIGTERM");
      const state = join(data.path, "chain/state.json");
      const whole = await readFile(state, "utf8");
      await writeFile(state, whole.slice(0, whole.length / 2));
      town = await startTown(data.path, SLOW);
      const health = (await (await fetch(`${town.url}/health`)).json()) as { status: string };
      assert.equal(health.status, "ok");
      const aside = (await readdir(join(data.path, "chain"))).filter((name) => /torn/.test(name));
      assert.equal(aside.length, 1, "the torn file is kept aside");
    });
  });

  describe("on what it cannot use", () => {
    let data: Awaited<ReturnType<typeof temporaryData>>;

    beforeEach(async () => (data = await temporaryData()));
    afterEach(() => data.remove());

    /** Refused with one Italian sentence, no stack, and everything in the folder as before. */
    async function refused(sentence: RegExp, settings: Record<string, string> = {}) {
      const before = await contentsOf(data.path);
      const { code, complaint } = await tryToStart(data.path, settings);
      assert.equal(code, 1);
      assert.match(complaint, sentence);
      assert.doesNotMatch(complaint, /\n\s+at /, "a stack is no explanation");
      assert.deepEqual(await contentsOf(data.path), before);
    }

    it("refuses a port that is taken", async () => {
      const port = await freePort();
      const other = createServer().listen(port, "127.0.0.1");
      const { code, complaint } = await tryToStart(data.path, { PORT: String(port) });
      other.close();
      assert.equal(code, 1);
      assert.match(complaint, new RegExp(`La porta ${port} è già in uso`));
    });

    it("refuses a folder of something else", async () => {
      await mkdir(data.path);
      await writeFile(join(data.path, "tesi.doc"), "capitolo 1");
      await refused(/contiene già altro \(tesi\.doc…\)/);
    });

    it("refuses a folder whose mark is corrupted", async () => {
      await mkdir(data.path);
      await writeFile(join(data.path, "borgo-data.json"), '{"form');
      await refused(/borgo-data\.json è rovinato/);
    });

    it("refuses a folder of a newer version", async () => {
      await mkdir(data.path);
      await writeFile(join(data.path, "borgo-data.json"), '{"format": 99}');
      await refused(/versione più nuova \(formato 99/);
    });

    it("refuses a corrupted note of where the database is", async () => {
      await mkdir(data.path);
      await writeFile(join(data.path, "borgo-data.json"), '{"format": 1}');
      await writeFile(join(data.path, "postgres.json"), "{");
      await refused(/postgres\.json è rovinato/);
    });

    it("refuses settings that cannot be, by name", async () => {
      const { code, complaint } = await tryToStart(data.path, { BORGO_LARGEST_PAYMENT_EUROS: "x" });
      assert.equal(code, 1);
      assert.match(complaint, /BORGO_LARGEST_PAYMENT_EUROS/);
    });

    it("refuses an address that is no database's", async () => {
      const { code, complaint } = await tryToStart(data.path, { DATABASE_URL: "mysql://x/y" });
      assert.equal(code, 1);
      assert.match(complaint, /DATABASE_URL non è l'indirizzo di un database PostgreSQL/);
    });
  });

  it("refuses to make a new database where the old one has gone", async () => {
    const data = await temporaryData();
    const town = await startTown(data.path);
    await town.kill("SIGTERM");
    const { folder } = await clusterOf(data.path);
    await rename(folder!, `${folder}.elsewhere`);
    const { code, complaint } = await tryToStart(data.path);
    assert.equal(code, 1);
    assert.match(complaint, /non c'è più o non si legge/);
    await rename(`${folder}.elsewhere`, folder!);
    await (await startTown(data.path)).kill("SIGTERM");
    await data.remove();
  });
});

/** Every file of a folder with its text, apart from the lock and logs. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder).catch(() => []);
  const entries = await Promise.all(
    names
      .filter((name) => name !== "in-use" && !name.endsWith(".log"))
      .map(async (name) => {
        const path = join(folder, name);
        return [name, await readFile(path, "utf8").catch(() => "folder")] as const;
      }),
  );
  return Object.fromEntries(entries.filter(([, text]) => text !== "folder"));
}
