import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Deployment } from "#core/chain/deployment.ts";

import { CREATE2_PROXY } from "../../scripts/deploy/create2.ts";
import { deployTown } from "../../scripts/deploy/deploy-town.ts";
import { startCutLine } from "../support/cut-line.ts";
import {
  type DeployableTown,
  deployableTown,
  differencesFromChain,
} from "../support/deployable-town.ts";
import { eventually } from "../support/played-town.ts";
import { runScript } from "../support/run-script.ts";
import { type StandInChain, startStandInChain } from "../support/stand-in-chain.ts";

/** Four contracts, the roles, the end of the deployer's powers. */
const TRANSACTIONS = 6;

describe("npm run deploy", function () {
  this.timeout(180_000);
  let chiado: StandInChain;
  let sepolia: StandInChain;
  let town: DeployableTown;

  before(async () => {
    [chiado, sepolia] = await Promise.all([
      startStandInChain("chiado"),
      startStandInChain("sepolia"),
    ]);
  });
  after(() => Promise.all([chiado?.stop(), sepolia?.stop()]));

  beforeEach(async () => (town = await deployableTown(chiado)));
  afterEach(() => town.remove());

  const sent = (address = town.deployer, { reader } = chiado) =>
    reader.getTransactionCount({ address });
  const deploymentOf = async ({ file } = town) =>
    JSON.parse(await readFile(file, "utf8")) as Deployment;

  it("deploys a town and describes it as the chain has it", async () => {
    const { code, err, out } = await town.deploy(["--no-verify", "--town", "Comune di Prova"]);
    assert.equal(code, 0, err);
    assert.match(out, /accessManager 0x[0-9a-fA-F]{40}\n/);
    const deployment = await deploymentOf();
    assert.deepEqual(await differencesFromChain(deployment, chiado.rpcUrl), []);
    const { network, chainId, deployer, town: name, roles, commit } = deployment;
    assert.deepEqual([network, chainId, name], ["chiado", 10_200, "Comune di Prova"]);
    assert.equal(deployer, town.deployer.toLowerCase());
    const given = Object.entries(town.holders).map(([role, accounts]) => [
      role,
      accounts.map((account) => account.toLowerCase()),
    ]);
    assert.deepEqual(Object.entries(roles), given);
    assert.equal(commit.replace(/-modified$/, ""), commitHere());
    const blocks = Object.values(deployment.contracts).map(({ block }) => block);
    assert.equal(deployment.startBlock, Math.min(...blocks));
  });

  it("does nothing when run again: no transaction, the same file to the byte", async () => {
    assert.equal((await town.deploy(["--no-verify"])).code, 0);
    const [file, count] = [await readFile(town.file, "utf8"), await sent()];
    assert.equal(count, TRANSACTIONS);
    const { code, out } = await town.deploy(["--no-verify"]);
    assert.equal(code, 0);
    assert.equal(out.match(/\(there already\)/g)?.length, 4);
    assert.equal(await sent(), count);
    assert.equal(await readFile(town.file, "utf8"), file);
  });

  it("finds again from the chain alone what a lost file said", async () => {
    await town.deploy(["--no-verify"]);
    const whole = await deploymentOf();
    await chiado.node.mine({ blocks: 5 });
    await writeFile(town.file, JSON.stringify({ ...whole, contracts: strangers(whole) }));
    assert.equal((await town.deploy(["--no-verify"])).code, 0);
    assert.deepEqual(await deploymentOf(), whole);
    assert.equal(await sent(), TRANSACTIONS);
  });

  it("still names an officer who was left out of the list, as long as the chain does", async () => {
    await town.deploy(["--no-verify"]);
    const [guardian, other] = town.holders.guardian;
    const path = join(town.folder, "fewer.json");
    await writeFile(path, JSON.stringify({ ...town.holders, guardian: [other] }));
    assert.equal((await town.deploy(["--no-verify", "--officers", path])).code, 0);
    const { roles } = await deploymentOf();
    assert.deepEqual(
      roles.guardian,
      [other, guardian].map((account) => account!.toLowerCase()),
    );
  });

  it("gives another town of the same deployer other addresses", async () => {
    await town.deploy(["--no-verify", "--town", "Uno"]);
    const one = await deploymentOf();
    await town.deploy(["--no-verify", "--town", "Due"]);
    const other = await deploymentOf();
    const addresses = [one, other].flatMap(({ contracts }) =>
      Object.values(contracts).map(({ address }) => address),
    );
    assert.equal(new Set(addresses).size, 8);
    assert.deepEqual(await differencesFromChain(other, chiado.rpcUrl), []);
  });

  it("brings the deployment proxy along to a chain that has none", async () => {
    await sepolia.node.setCode({ address: CREATE2_PROXY, bytecode: "0x" });
    const far = await deployableTown(sepolia);
    const { code, err } = await far.deploy(["--no-verify"]);
    assert.equal(code, 0, err);
    assert.deepEqual(await differencesFromChain(await deploymentOf(far), sepolia.rpcUrl), []);
    await far.remove();
  });

  describe("cut off", () => {
    const orderOf = (rpcUrl: string) => ({
      chain: chiado.chain,
      rpcUrl,
      privateKey: town.key,
      town: "borgo",
      holders: town.holders,
      folder: town.folder,
    });
    const cutOffAfter = async (transactions: number) => {
      const line = await startCutLine(chiado.rpcUrl, transactions);
      await assert.rejects(deployTown(orderOf(line.url)));
      await line.stop();
      // A node answers that it has a transaction a moment before it is in a block.
      await eventually("in blocks", async () => (await sent()) >= transactions);
      assert.equal(await sent(), transactions);
      await assert.rejects(stat(town.file), "nothing is described that is not there");
    };

    for (let transactions = 1; transactions <= TRANSACTIONS; transactions += 1)
      it(`goes on after ${transactions} of ${TRANSACTIONS} transactions`, async () => {
        await cutOffAfter(transactions);
        const deployment = await deployTown(orderOf(chiado.rpcUrl));
        assert.equal(await sent(), TRANSACTIONS, "none was sent twice");
        assert.deepEqual(await differencesFromChain(deployment, chiado.rpcUrl), []);
      });

    it("says whom to fund where the money ends before the roles", async () => {
      await cutOffAfter(4);
      await chiado.node.setBalance({ address: town.deployer, value: 1n });
      const { code, err } = await town.deploy(["--no-verify"]);
      assert.equal(code, 1);
      assert.match(err, new RegExp(`^deploy: The account ${town.deployer} has .* xDAI`));
    });
  });

  describe("refuses, in one sentence, with nothing sent:", () => {
    async function refused(sentence: RegExp, flags: string[], settings = {}) {
      const { code, err } = await town.deploy(["--no-verify", ...flags], settings);
      assert.equal(code, 1);
      assert.match(err, sentence);
      assert.match(err, /^deploy: [^\n]+\n$/, "one line");
      assert.doesNotMatch(err, new RegExp(town.key.slice(2), "i"), "the key is never shown");
      assert.equal(await sent(), 0);
    }

    it("a node of another chain", () =>
      refused(/is on chain 10200; sepolia is chain 11155111/, ["--network", "sepolia"]));

    it("a node that does not answer", () =>
      refused(/No node answers at 127\.0\.0\.1:9\./, ["--rpc", "http://127.0.0.1:9/secret-key"]));

    it("an account without enough gas money, and says which to fund and with how much", async () => {
      await chiado.node.setBalance({ address: town.deployer, value: 1_000_000n });
      const { symbol, name } = chiado.chain.currency;
      assert.equal(symbol, "xDAI", name);
      await refused(
        new RegExp(
          `The account ${town.deployer} has 0\\.000000000001 xDAI of about [\\d.]+ xDAI that it takes: send it gas money on Gnosis Chiado \\(chain 10200\\)`,
        ),
        [],
      );
    });

    it("an unknown network", () =>
      refused(/"moon" is not a network that is described\. One of: embedded, /, [
        "--network",
        "moon",
      ]));

    it("an unknown flag", () => refused(/Unknown option '--fast'/, ["--fast"]));

    it("a key file that is not there", () =>
      refused(/The key file .*no\.key cannot be read/, [
        "--key-file",
        join(town.folder, "no.key"),
      ]));

    it("a key that is none, without showing it", async () => {
      const path = join(town.folder, "short.key");
      await writeFile(path, town.key.slice(0, 60));
      await refused(/not 0x and 64 hexadecimal digits/, ["--key-file", path]);
    });

    it("officers that are not there, or not all there", async () => {
      const path = join(town.folder, "bad.json");
      await refused(/bad\.json is not a readable JSON file/, ["--officers", path]);
      await writeFile(path, JSON.stringify({ ...town.holders, treasury: [] }));
      await refused(/bad\.json: treasury: /, ["--officers", path]);
      await writeFile(path, JSON.stringify({ ...town.holders, admin: ["0x12"] }));
      await refused(/bad\.json: admin\.0: is not an address/, ["--officers", path]);
      await writeFile(path, JSON.stringify({ ...town.holders, mayor: [town.deployer] }));
      await refused(/bad\.json: .*mayor/, ["--officers", path]);
    });

    it("to give roles when its own power is over", async () => {
      assert.equal((await town.deploy(["--no-verify"])).code, 0);
      const count = await sent();
      const path = join(town.folder, "more.json");
      await writeFile(path, JSON.stringify({ ...town.holders, rewards: [town.deployer] }));
      const { code, err } = await town.deploy(["--no-verify", "--officers", path]);
      assert.equal(code, 1);
      assert.match(err, /is no longer ADMIN and this is missing: rewards for 0x/);
      assert.equal(await sent(), count);
    });
  });

  it("refuses to go without key or officers", async () => {
    const flags = ["--network", "chiado", "--rpc", chiado.rpcUrl, "--out", town.folder];
    const none = await runScript("deploy.ts", flags);
    assert.equal(none.code, 1);
    assert.match(none.err, /^deploy: No deployer's key: set BORGO_DEPLOYER_KEY/);
    const one = await runScript("deploy.ts", flags, { BORGO_DEPLOYER_KEY: town.key });
    assert.equal(one.code, 1);
    assert.match(one.err, /^deploy: Say who the officers are: --officers FILE/);
  });
});

/** Without git, or outside a checkout, nobody can know. */
function commitHere(): string {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

/** The same contracts, somewhere else: as if the file were of other sources. */
function strangers({ contracts }: Deployment): Deployment["contracts"] {
  const { accessManager } = contracts;
  return { ...contracts, accessManager: { ...accessManager, address: `0x${"9".repeat(40)}` } };
}
