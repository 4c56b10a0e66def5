import { strict as assert } from "node:assert";
import { readFile, writeFile } from "node:fs/promises";

import { getCreate2Address, keccak256, toHex } from "viem";

import { CREATE2_PROXY } from "../../scripts/deploy/create2.ts";
import type { DeployableTown } from "../support/deployable-town.ts";
import type { FakeVerifiers, Given } from "../support/fake-verifiers.ts";
import { type Recompiled, hashOfCreation, isCodeOf, recompile } from "../support/recompiled.ts";
import {
  PROGRAMME,
  QUICK,
  SOURCES,
  type SourcesStage,
  TOWN_NAME,
  WITH_KEY,
  startSourcesStage,
} from "../support/sources-stage.ts";

const CONTRACTS = ["TownAuthority", "MerchantRegistry", "LocalToken", "Programmes", "Voucher"];

describe("npm run deploy, publishing the sources", function () {
  this.timeout(240_000);
  let stage: SourcesStage;
  let verifiers: FakeVerifiers;
  let town: DeployableTown;

  before(async () => {
    stage = await startSourcesStage();
    ({ verifiers, town } = stage);
  });
  after(() => stage?.stop());
  beforeEach(() => verifiers.forget());

  const publish: SourcesStage["publish"] = (...args) => stage.publish(...args);

  const givenTo = (kind: Given["kind"]) => verifiers.given.filter((given) => given.kind === kind);
  const namesOf = (given: readonly Given[]) =>
    given.map(({ identifier }) => identifier.split(":").at(-1));

  it("publishes with each verifier what makes the very bytes that are on the chain", async () => {
    const { code, out, err } = await publish();
    assert.equal(code, 0, err);
    assert.equal(out.match(/ published\n/g)?.length, SOURCES, out);
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
    const code = await stage.chiado.reader.getCode({ address: given.address as `0x${string}` });
    assert.ok(isCodeOf(made, code!), `${given.identifier}: the code on the chain`);
    assert.equal(given.address.toLowerCase(), createdAt(given, made), given.identifier);
  }

  /** Where the chain put what this source and these arguments make. */
  function createdAt(given: Given, made: Recompiled): string {
    const isVoucher = given.identifier.endsWith(":Voucher");
    return getCreate2Address({
      from: isVoucher ? stage.deployment.contracts.programmes.address : CREATE2_PROXY,
      salt: isVoucher ? PROGRAMME : keccak256(toHex(TOWN_NAME)),
      bytecodeHash: hashOfCreation(made, `0x${given.constructorArguments}`),
    }).toLowerCase();
  }

  it("gives nothing to a verifier that has it already", async () => {
    await publish();
    verifiers.given.length = 0;
    const { code, out } = await publish();
    assert.equal(code, 0);
    assert.equal(out.match(/ published already\n/g)?.length, SOURCES, out);
    assert.deepEqual(verifiers.given, []);
  });

  it("takes it for published where a verifier says so only when it is given it", async () => {
    verifiers.playAll("knows it");
    const { code, out } = await publish();
    assert.equal(code, 0, out);
    assert.doesNotMatch(out, /NOT/);
  });

  it("comes back to a verifier that has not seen the contract yet, and waits for its work", async () => {
    verifiers.playAll("takes its time");
    const { code, out } = await publish();
    assert.equal(code, 0, out);
    assert.equal(out.match(/ published\n/g)?.length, SOURCES, out);
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
    await writeFile(town.file, `${JSON.stringify(stage.deployment, null, 2)}\n`);
  });
});
