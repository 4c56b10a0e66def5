import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Abi, Hex } from "viem";

import type { Hash } from "#core/shared/ids.ts";

const ARTIFACTS = join(import.meta.dirname, "../../artifacts");

/** A compiled contract, as the build left it. */
export type Artifact = {
  readonly contractName: string;
  readonly sourceName: string;
  readonly abi: Abi;
  readonly bytecode: Hex;
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

/** SHA-256 of an ABI, so that a deployment can be told from one of other sources. */
export function hashOfAbi(abi: Abi): Hash {
  return `0x${createHash("sha256").update(JSON.stringify(abi)).digest("hex")}` as Hash;
}
