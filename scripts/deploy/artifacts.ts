import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Abi, Hex } from "viem";

import type { ContractName } from "#core/chain/deployment.ts";
import type { Hash } from "#core/shared/ids.ts";

const ARTIFACTS = join(import.meta.dirname, "../../artifacts");

/** Where the build leaves each of the municipality's contracts. */
export const ARTIFACT_OF: Readonly<Record<ContractName, string>> = {
  accessManager: "contracts/TownAuthority.sol/TownAuthority",
  merchantRegistry: "contracts/MerchantRegistry.sol/MerchantRegistry",
  localToken: "contracts/LocalToken.sol/LocalToken",
  programmes: "contracts/Programmes.sol/Programmes",
};

/** The contract that `programmes` deploys, one per programme. */
export const VOUCHER_ARTIFACT = "contracts/Voucher.sol/Voucher";

/** A compiled contract, as the build left it. */
export type Artifact = {
  readonly contractName: string;
  /** Its file's name as the compiler was told it; the explorers' sources are published under it. */
  readonly inputSourceName: string;
  readonly buildInfoId: string;
  readonly abi: Abi;
  readonly bytecode: Hex;
  readonly deployedBytecode: Hex;
  /** Where a constructor fills in what it was told, in bytes of the deployed code; by the compiler's own numbers. */
  readonly immutableReferences: Readonly<
    Record<string, readonly { readonly start: number; readonly length: number }[]>
  >;
};

/** Reads the artifact of a contract, e.g. `contracts/Voucher.sol/Voucher`. Throws where it was not compiled. */
export async function readArtifact(path: string): Promise<Artifact> {
  try {
    return JSON.parse(await readFile(join(ARTIFACTS, `${path}.json`), "utf8")) as Artifact;
  } catch (error) {
    throw new Error(`The contracts are not compiled: run npm run build. Missing: ${path}`, {
      cause: error,
    });
  }
}

/** What the compiler was given and what it answered, as the build noted them. */
export type Build = { readonly input: unknown; readonly output: unknown; readonly version: string };

export async function readBuild(id: string): Promise<Build> {
  const [told, answered] = await Promise.all(
    [`${id}.json`, `${id}.output.json`].map(async (name) =>
      JSON.parse(await readFile(join(ARTIFACTS, "build-info", name), "utf8")),
    ),
  );
  return { input: told.input, version: told.solcLongVersion, output: answered.output };
}

/** SHA-256 of an ABI, so that a deployment can be told from one of other sources. */
export function hashOfAbi(abi: Abi): Hash {
  return `0x${createHash("sha256").update(JSON.stringify(abi)).digest("hex")}` as Hash;
}
