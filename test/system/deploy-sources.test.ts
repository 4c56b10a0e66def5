import { strict as assert } from "node:assert";
import { readFile, writeFile } from "node:fs/promises";

import { encodeFunctionData, getCreate2Address, keccak256, toBytes, toHex } from "viem";

import { programmesAbi } from "#core/chain/abi/programmes.ts";
import type { Deployment } from "#core/chain/deployment.ts";

import { CREATE2_PROXY } from "../../scripts/deploy/create2.ts";
import { type DeployableTown, deployableTown } from "../support/deployable-town.ts";
import { ETHERSCAN_KEY, FakeVerifiers, type Given } from "../support/fake-verifiers.ts";
import { type Recompiled, hashOfCreation, isCodeOf, recompile } from "../support/recompiled.ts";
import { runScript } from "../support/run-script.ts";
import { type StandInChain, startStandInChain } from "../support/stand-in-chain.ts";

const TOWN = "Comune di Prova";
const PROGRAMME = keccak256(toBytes("buoni spesa"));
const CONTRACTS = ["AccessManager", "MerchantRegistry", "LocalToken", "Programmes", "Voucher"];
const QUICK = ["--verify-wait", "3"];
const WITH_KEY = { ETHERSCAN_API_KEY: ETHERSCAN_KEY };

describe("npm run deploy, publishing the sources", function () {
  this.timeout(240_000);
  let chiado: StandInChain;
  let verifiers: FakeVerifiers;
  let town: DeployableTown;
  let deployment: Deployment;

  before(async () => {
    [chiado, verifiers] = await Promise.all([startStandInChain("chiado"), FakeVerifiers.start()]);
    town = await deployableTown(chiado);
    const { code, err } = await town.deploy(["--no-verify", "--town", TOWN]);
    assert.equal(code, 0, err);
    deployment = JSON.parse(await readFile(town.file, "utf8")) as Deployment;
    await openProgramme();
    assert.deepEqual(verifiers.asked, [], "--no-verify asks nobody");
  });
  after(async () => {
    await Promise.all([chiado?.stop(), verifiers?.stop(), town?.remove()]);
  });

  beforeEach(() => {
    verifiers.forget();
    for (const kind of ["sourcify", "blockscout", "etherscan"] as const)
      verifiers.parts[kind] = "verifies";
  });

  async function openProgramme(): Promise<void> {
    const terms = {
      cap: 100_000n,
      spendableFrom: 0,
      spendableUntil: 4_000_000_000,
      settleableUntil: 4_000_086_400,
      categories: 1n,
    };
    const data = encodeFunctionData({
      abi: programmesAbi,
      functionName: "open",
      args: [PROGRAMME, "Buoni spesa", "BUONI", terms],
    });
    await chiado.send(town.treasurerKey, { to: deployment.contracts.programmes.address, data });
  }

  /** Without key, officers or a deployer's money: publishing needs none. */
  const publish = (
    flags: string[] = verifiers.flags,
    settings: Record<string, string> = WITH_KEY,
  ) =>
    runScript(
      "deploy.ts",
      [
        ...["--network", "chiado", "--rpc", chiado.rpcUrl, "--out", town.folder],
        ...["--verify-only", ...QUICK, ...flags],
      ],
      settings,
    );
  const givenTo = (kind: Given["kind"]) => verifiers.given.filter((given) => given.kind === kind);
  const namesOf = (given: readonly Given[]) =>
    given.map(({ identifier }) => identifier.split(":").at(-1));

  it("publishes with each verifier what makes the very bytes that are on the chain", async () => {
    const { code, out, err } = await publish();
    assert.equal(code, 0, err);
    assert.equal(out.match(/ published\n/g)?.length, 15, out);
    for (const kind of ["sourcify", "blockscout", "etherscan"] as const)
      assert.deepEqual(namesOf(givenTo(kind)), CONTRACTS, kind);
    const inputs = new Set(verifiers.given.map(({ input }) => JSON.stringify(input)));
    assert.equal(inputs.size, CONTRACTS.length, "all three are given the same");
    for (const given of givenTo("etherscan")) await checkBytes(given);
    assert.ok(
      verifiers.given.every(
        ({ chainId, kind }) => (chainId === undefined) === (kind === "blockscout"),
      ),
    );
    assert.ok(givenTo("sourcify").every(({ chainId }) => chainId === "10200"));
    assert.ok(givenTo("etherscan").every(({ chainId }) => chainId === "10200"));
    assert.deepEqual(
      givenTo("blockscout").map((given) => given.constructorArguments),
      givenTo("etherscan").map((given) => given.constructorArguments),
    );
  });

  async function checkBytes(given: Given): Promise<void> {
    const sources = Object.keys(given.input.sources);
    assert.ok(!sources.some((name) => name.includes("test/")), "no tests among the sources");
    const made = recompile(given);
    const code = await chiado.reader.getCode({ address: given.address as `0x${string}` });
    assert.ok(isCodeOf(made, code!), `${given.identifier}: the code on the chain`);
    assert.equal(given.address.toLowerCase(), createdAt(given, made), given.identifier);
  }

  /** Where the chain put what this source and these arguments make. */
  function createdAt(given: Given, made: Recompiled): string {
    const isVoucher = given.identifier.endsWith(":Voucher");
    return getCreate2Address({
      from: isVoucher ? deployment.contracts.programmes.address : CREATE2_PROXY,
      salt: isVoucher ? PROGRAMME : keccak256(toHex(TOWN)),
      bytecodeHash: hashOfCreation(made, `0x${given.constructorArguments}`),
    }).toLowerCase();
  }

  it("gives nothing to a verifier that has it already", async () => {
    await publish();
    verifiers.given.length = 0;
    const { code, out } = await publish();
    assert.equal(code, 0);
    assert.equal(out.match(/ published already\n/g)?.length, 15, out);
    assert.deepEqual(verifiers.given, []);
  });

  it("takes it for published where a verifier says so only when it is given it", async () => {
    for (const kind of ["sourcify", "blockscout", "etherscan"] as const)
      verifiers.parts[kind] = "knows it";
    const { code, out } = await publish();
    assert.equal(code, 0, out);
    assert.doesNotMatch(out, /NOT/);
  });

  it("comes back to a verifier that has not seen the contract yet, and waits for its work", async () => {
    for (const kind of ["sourcify", "blockscout", "etherscan"] as const)
      verifiers.parts[kind] = "takes its time";
    const { code, out } = await publish();
    assert.equal(code, 0, out);
    assert.equal(out.match(/ published\n/g)?.length, 15, out);
    assert.equal(givenTo("blockscout").length, 10, "each was given twice");
  });

  it("publishes right after deploying, and does nothing more when run again", async () => {
    const flags = ["--town", "Un altro", ...QUICK, ...verifiers.flags];
    const first = await town.deploy(flags, WITH_KEY);
    assert.equal(first.code, 0, first.err);
    assert.equal(first.out.match(/ published\n/g)?.length, 12, "it has no vouchers yet");
    const file = await readFile(town.file, "utf8");
    verifiers.given.length = 0;
    const again = await town.deploy(flags, WITH_KEY);
    assert.equal(again.code, 0, again.err);
    assert.deepEqual(verifiers.given, []);
    assert.equal(await readFile(town.file, "utf8"), file);
    await writeFile(town.file, `${JSON.stringify(deployment, null, 2)}\n`);
  });

  describe("where a verifier", () => {
    /** The others are done, the deployment stands, and it is said which, why, and what to do. */
    async function told(kind: Given["kind"], reason: RegExp, missing: number) {
      const file = await readFile(town.file, "utf8");
      const { code, out, err } = await publish();
      assert.equal(code, 2);
      const complaints = out.split("\n").filter((line) => line.includes("NOT published"));
      assert.ok(complaints.length > 0, out);
      for (const line of complaints)
        assert.match(line, new RegExp(`^${kind} \\(127.*${reason.source}`));
      assert.equal(out.match(/ published\n/g)?.length, 10, "the other two have published all");
      assert.match(
        err,
        new RegExp(
          `the contracts are deployed, but ${missing} of 15 sources are not published\\. To try again: npm run deploy -- --network chiado --verify-only\n$`,
        ),
      );
      assert.doesNotMatch(out + err, new RegExp(ETHERSCAN_KEY), "the key is never shown");
      assert.equal(await readFile(town.file, "utf8"), file);
      verifiers.parts[kind] = "verifies";
      assert.equal((await publish()).code, 0, "it is there at the next try");
    }

    it("refuses", async () => {
      verifiers.parts.blockscout = "refuses";
      await told("blockscout", /it was refused: Fail - Unable to verify/, 5);
    });

    it("refuses with a reason of its own", async () => {
      verifiers.parts.sourcify = "refuses";
      await told("sourcify", /it was refused: The bytecodes do not match/, 5);
    });

    it("fails", async () => {
      verifiers.parts.sourcify = "fails";
      await told("sourcify", /nor what follows: it answered HTTP 500/, 5);
    });

    it("answers something else", async () => {
      verifiers.parts.blockscout = "rambles";
      await told("blockscout", /nor what follows: it answered something that is no JSON/, 5);
    });

    it("is silent", async () => {
      verifiers.parts.etherscan = "is silent";
      await told("etherscan", /nor what follows: it did not answer within 3 seconds/, 5);
    });
  });

  it("gives up on work that does not end, and goes on", async () => {
    verifiers.parts.sourcify = "never ends";
    const flags = [...verifiers.flags, "--verify-wait", "1"];
    const { code, out } = await publish(flags);
    assert.equal(code, 2);
    assert.equal(
      out.match(/NOT published yet: not verified yet, after 1 seconds/g)?.length,
      5,
      out,
    );
  });

  it("says where nobody is", async () => {
    const { code, out } = await publish(["--verifier", "sourcify=http://127.0.0.1:9/server"]);
    assert.equal(code, 2);
    assert.match(out, /sourcify \(127\.0\.0\.1:9\): .* it cannot be reached/);
  });

  it("leaves Etherscan out without a key, says so, and is content", async () => {
    const { code, out } = await publish(verifiers.flags, { ETHERSCAN_API_KEY: "" });
    assert.equal(code, 0);
    assert.match(out, /^etherscan: left out, because ETHERSCAN_API_KEY is not set\.$/m);
    assert.deepEqual(givenTo("etherscan"), []);
    assert.ok(!verifiers.asked.some(({ kind }) => kind === "etherscan"));
  });

  it("tells a wrong key of Etherscan's from a contract that was refused", async () => {
    const { code, out } = await publish(verifiers.flags, { ETHERSCAN_API_KEY: "WRONG" });
    assert.equal(code, 2);
    assert.match(out, /etherscan .*Invalid API Key/);
  });

  describe("refuses", () => {
    async function refused(sentence: RegExp, flags: string[]) {
      const { code, err } = await publish([...verifiers.flags, ...flags]);
      assert.equal(code, 1);
      assert.match(err, sentence);
      assert.match(err, /^deploy: [^\n]+\n$/, "one line");
      assert.deepEqual(verifiers.asked, [], "nobody is asked");
    }

    it("a deployment that is not there", () =>
      refused(/There is no .*sepolia\.json: nothing was deployed from here yet/, [
        "--network",
        "sepolia",
      ]));

    it("a deployment of other sources", async () => {
      const file = await readFile(town.file, "utf8");
      await writeFile(town.file, JSON.stringify({ ...deployment, town: "Altrove" }));
      await refused(
        new RegExp(`are not those of chiado's .*: check out commit ${deployment.commit}`),
        [],
      );
      await writeFile(town.file, file);
    });

    it("a verifier that is none", () =>
      refused(/--verifier moon=1: write KIND=URL, where KIND is one of sourcify, /, [
        "--verifier",
        "moon=1",
      ]));

    it("a time that is none", () =>
      refused(/--verify-wait is not a number of seconds/, ["--verify-wait", "soon"]));

    it("to publish and not to publish", () =>
      refused(/--verify-only and --no-verify leave nothing to do/, ["--no-verify"]));
  });
});
