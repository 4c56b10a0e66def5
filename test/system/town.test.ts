import { strict as assert } from "node:assert";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createPublicClient, createTestClient, http } from "viem";

import { readTown } from "../../scripts/scenario/town-files.ts";
import {
  type PlayedTown,
  DEMO_TOWN,
  cardAndTill,
  eventually,
  paymentOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { runScript } from "../support/run-script.ts";

type Report = {
  asOfBlock: number;
  asOfBlockHash: string;
  programmes: {
    voucher: string;
    fundCents: string;
    heldCents: string;
    atMerchantsCents: string;
  }[];
};
type Audited = {
  code: { contract: string; matches: boolean; why: string }[];
  differences: unknown[];
  isOtherChain: boolean;
};

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

    const tampered = async (change: (report: Report) => void) => {
      const answer = await fetch(`${town.stack.url}/api/transparency`);
      const report = (await answer.json()) as Report;
      change(report);
      const path = join(folder, "tampered.json");
      await writeFile(path, JSON.stringify(report));
      return audit("--json", "--report", path);
    };

    const TAMPERINGS: Record<string, (report: Report) => void> = {
      "leaves a programme out": (report) => void report.programmes.pop(),
      "invents a programme": ({ programmes }) =>
        void programmes.push({ ...programmes[0]!, voucher: `0x${"7".repeat(40)}` }),
      "moves a cent from one figure to another": ({ programmes: [first] }) => {
        first!.heldCents = `${BigInt(first!.heldCents) - 1n}`;
        first!.atMerchantsCents = `${BigInt(first!.atMerchantsCents) + 1n}`;
      },
      "states a larger fund": ({ programmes: [first] }) =>
        void (first!.fundCents = `${BigInt(first!.fundCents) + 100n}`),
      "is of another chain's block": (report) =>
        void (report.asOfBlockHash = `0x${"7".repeat(64)}`),
    };
    for (const [what, change] of Object.entries(TAMPERINGS))
      it(`ends with 1 where what is published ${what}`, async () => {
        const { code, out, err } = await tampered(change);
        assert.equal(code, 1, err + out);
        const { differences, isOtherChain } = JSON.parse(out) as Audited;
        assert.ok(differences.length > 0 || isOtherChain);
      });

    it("counts up to the report's block, whatever came after it", async () => {
      const report = join(folder, "older.json");
      const text = await (await fetch(`${town.stack.url}/api/transparency`)).text();
      await writeFile(report, text);
      const { card, till } = cardAndTill(town, 0);
      await till.post("/api/payments", { json: paymentOf(card, "100") });
      const spentOf = async () => /"spentCents":"(\d+)"/.exec(await figures())![1]!;
      const figures = async () => (await fetch(`${town.stack.url}/api/transparency`)).text();
      const before = /"spentCents":"(\d+)"/.exec(text)![1]!;
      await eventually("settled", async () => (await spentOf()) !== before);
      const { code, out, err } = await audit("--report", report);
      assert.equal(code, 0, err + out);
    });

    it("ends with 2 where the report is none, or of a block that is not there yet", async () => {
      const none = join(folder, "none.json");
      await writeFile(none, '{"programmes":[{"voucher":"0x1","spentCents":"-1"}]}');
      assert.equal((await audit("--report", none)).code, 2);
      const { code, err } = await tampered((report) => void (report.asOfBlock += 1_000_000));
      assert.equal(code, 2);
      assert.match(err, /not final yet/);
    });

    it("finds the contracts to be those of these sources, every one", async () => {
      const { code, out, err } = await audit("--json");
      assert.equal(code, 0, err + out);
      const { code: checks } = JSON.parse(out) as Audited;
      assert.deepEqual(
        checks.map(({ contract, why }) => [contract, why]),
        ["accessManager", "merchantRegistry", "localToken", "programmes", "BUONI"].map((name) => [
          name,
          "same",
        ]),
      );
    });

    it("ends with 1 where one byte of a contract's code is another, and names the contract", async () => {
      const node = createTestClient({ mode: "anvil", transport: http(town.stack.rpcUrl) });
      const reader = createPublicClient({ transport: http(town.stack.rpcUrl) });
      const address = town.stack.deployment.contracts.localToken.address;
      const code = (await reader.getCode({ address }))!;
      const at = code.length - 200;
      const bytecode = `${code.slice(0, at)}${code[at] === "0" ? "1" : "0"}${code.slice(at + 1)}`;
      await node.setCode({ address, bytecode: bytecode as `0x${string}` });
      try {
        const { code: exit, out } = await audit("--json");
        assert.equal(exit, 1);
        const { code: checks } = JSON.parse(out) as Audited;
        assert.deepEqual(
          checks.filter(({ matches }) => !matches).map(({ contract, why }) => [contract, why]),
          [["localToken", "other_code"]],
        );
        assert.equal((await audit("--skip-code")).code, 0, "the figures are right all the same");
      } finally {
        await node.setCode({ address, bytecode: code });
      }
    });

    it("ends with 1 where the file names another town than the one that was deployed", async () => {
      const { dataFolder, rpcUrl } = town.stack;
      const path = join(dataFolder, "deployments/embedded.json");
      const deployment = JSON.parse(await readFile(path, "utf8")) as { town: string };
      const other = join(folder, "other.json");
      await writeFile(other, JSON.stringify({ ...deployment, town: "Altrove" }));
      const { code, out } = await runScript("audit.ts", ["--rpc", rpcUrl, "--deployment", other]);
      assert.equal(code, 1);
      assert.match(out, /non sta all'indirizzo/);
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
