import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";

import { type Hex, encodeFunctionData, keccak256, toBytes } from "viem";

import { programmesAbi } from "#core/chain/abi/programmes.ts";
import type { Deployment } from "#core/chain/deployment.ts";

import { type DeployableTown, deployableTown } from "./deployable-town.ts";
import { ETHERSCAN_KEY, FakeVerifiers } from "./fake-verifiers.ts";
import { type ScriptOutcome, runScript } from "./run-script.ts";
import { type StandInChain, startStandInChain } from "./stand-in-chain.ts";

export const TOWN_NAME = "Comune di Prova";
export const PROGRAMME = keccak256(toBytes("buoni spesa"));

/** Verifiers of this machine are given up after three seconds. */
export const QUICK = ["--verify-wait", "3"];
export const WITH_KEY = { ETHERSCAN_API_KEY: ETHERSCAN_KEY };

/** The contracts of a town and one voucher, with each of three verifiers. */
export const SOURCES = 15;

/** A town on a chain, with one programme open, that no verifier has heard of. */
export type SourcesStage = {
  readonly chiado: StandInChain;
  readonly verifiers: FakeVerifiers;
  readonly town: DeployableTown;
  readonly deployment: Deployment;
  /** Publishes, without key, officers or a deployer's money: it needs none. */
  publish(
    flags?: readonly string[],
    settings?: Readonly<Record<string, string>>,
  ): Promise<ScriptOutcome>;
  stop(): Promise<void>;
};

export async function startSourcesStage(): Promise<SourcesStage> {
  const [chiado, verifiers] = await Promise.all([
    startStandInChain("chiado"),
    FakeVerifiers.start(),
  ]);
  const town = await deployableTown(chiado);
  const { code, err } = await town.deploy(["--no-verify", "--town", TOWN_NAME]);
  assert.equal(code, 0, err);
  const deployment = JSON.parse(await readFile(town.file, "utf8")) as Deployment;
  await chiado.send(town.treasurerKey, {
    to: deployment.contracts.programmes.address,
    data: openProgramme(),
  });
  assert.deepEqual(verifiers.asked, [], "--no-verify asks nobody");
  const where = ["--network", "chiado", "--rpc", chiado.rpcUrl, "--out", town.folder];
  return {
    chiado,
    verifiers,
    town,
    deployment,
    publish: (flags = verifiers.flags, settings = WITH_KEY) =>
      runScript("deploy.ts", [...where, "--verify-only", ...QUICK, ...flags], settings),
    stop: async () => {
      await Promise.all([chiado.stop(), verifiers.stop(), town.remove()]);
    },
  };
}

function openProgramme(): Hex {
  const terms = {
    cap: 100_000n,
    spendableFrom: 0,
    spendableUntil: 4_000_000_000,
    settleableUntil: 4_000_086_400,
    categories: 1n,
  };
  return encodeFunctionData({
    abi: programmesAbi,
    functionName: "open",
    args: [PROGRAMME, "Buoni spesa", "BUONI", terms],
  });
}
