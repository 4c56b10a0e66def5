import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readTown } from "../../scripts/scenario/town-files.ts";
import { type PlayedTown, DEMO_TOWN, startPlayedTown } from "../support/played-town.ts";
import { runScript } from "../support/run-script.ts";

describe("A whole town", function () {
  this.timeout(300_000);

  it("is played from its files to the last euro, and agrees to the cent", async () => {
    const files = await readTown(DEMO_TOWN);
    const { code, out, err } = await runScript("scenario.ts", [DEMO_TOWN, "--json"]);
    assert.equal(code, 0, err);
    const { seconds, transfers, ...figures } = JSON.parse(out) as Record<string, number>;
    const spent = Number(files.purchases.reduce((sum, purchase) => sum + purchase.amount, 0n));
    assert.ok(seconds! > 0);
    assert.ok(transfers! >= files.purchases.length, "each payment is a transfer at least");
    assert.deepEqual(figures, {
      cards: files.cards,
      merchants: files.merchantCount,
      payments: files.purchases.length,
      issued_cents: Number(files.fund),
      spent_cents: spent,
      reimbursed_cents: spent,
      difference_cents: 0,
    });
  });

  it("says what is wrong with a folder that is no town", async () => {
    const { code, err } = await runScript("scenario.ts", [tmpdir()]);
    assert.equal(code, 2);
    assert.match(
      err,
      /non è la cartella di un Comune: manca beneficiari\.csv, manca esercenti\.csv, manca acquisti\.csv/,
    );
  });

  describe("audited from the chain alone", () => {
    let town: PlayedTown;
    let folder: string;

    before(async () => {
      town = await startPlayedTown();
      folder = await mkdtemp(join(tmpdir(), "borgo-audit-"));
      await town.play.purchase();
      await town.play.waitForSettlement(town.programmeId);
    });

    after(async () => {
      await town?.stack.stop();
      await rm(folder, { recursive: true, force: true });
    });

    const audit = (...args: string[]) => {
      const { rpcUrl, dataFolder } = town.stack;
      const deployment = join(dataFolder, "deployments/embedded.json");
      return runScript("audit.ts", ["--rpc", rpcUrl, "--deployment", deployment, ...args]);
    };

    it("agrees with the service's figures", async () => {
      const { code, out, err } = await audit("--report", `${town.stack.url}/api/transparency`);
      assert.equal(code, 0, err + out);
    });

    it("ends with 1 where a published figure is not the chain's", async () => {
      const answer = await fetch(`${town.stack.url}/api/transparency`);
      const text = await answer.text();
      const spent = /"spentCents":"(\d+)"/.exec(text)![1]!;
      const report = join(folder, "report.json");
      await writeFile(report, text.replace(`"${spent}"`, `"${BigInt(spent) + 1n}"`));
      const { code, out } = await audit("--report", report);
      assert.equal(code, 1);
      assert.match(out, /spen|spes/i);
    });

    it("ends with 2 where there is no node to ask", async () => {
      const deployment = join(town.stack.dataFolder, "deployments/embedded.json");
      const { code } = await runScript("audit.ts", [
        ...["--rpc", "http://127.0.0.1:1", "--deployment", deployment],
      ]);
      assert.equal(code, 2);
    });
  });
});
