import { type Hex, type PublicClient, createPublicClient, getCreate2Address, http } from "viem";

import { CONTRACT_NAMES, type Deployment } from "#core/chain/deployment.ts";
import { type Address, addressOf } from "#core/shared/ids.ts";

import { ARTIFACT_OF, type Artifact, VOUCHER_ARTIFACT, readArtifact } from "../deploy/artifacts.ts";
import { planTown } from "../deploy/plan-town.ts";
import type { AuditedProgramme } from "./read-chain.ts";

/** What was found of one contract's code. */
export type CodeCheck = {
  readonly contract: string;
  readonly address: Address;
  /** Whether the chain runs what this repository compiles to, put there with the arguments that it should have. */
  readonly matches: boolean;
  readonly why: "same" | "no_code" | "other_code" | "other_address";
};

/**
 * Compares the code on chain with what this repository's sources compile to: the municipality's contracts and every
 * programme's voucher. Byte for byte but for the places that a constructor fills in (immutables). What it filled in
 * follows from the address, which is a digest of code, constructor's arguments, deployer and salt (CREATE2) and is
 * computed here: the town's name is the salt of its contracts, a programme's reference that of its voucher.
 */
export async function checkCode(
  rpcUrl: string,
  deployment: Pick<Deployment, "contracts" | "deployer" | "town">,
  programmes: readonly Pick<AuditedProgramme, "ref" | "voucher" | "symbol">[],
): Promise<CodeCheck[]> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  const plan = await planTown(deployment.deployer, deployment.town);
  const own = CONTRACT_NAMES.map(async (name) =>
    check(client, await readArtifact(ARTIFACT_OF[name]), name, {
      address: deployment.contracts[name].address,
      expected: plan[name].address,
    }),
  );
  const artifact = await readArtifact(VOUCHER_ARTIFACT);
  const from = deployment.contracts.programmes.address;
  const vouchers = programmes.map(async ({ ref: salt, voucher: address, symbol }) => {
    const expected = getCreate2Address({ from, salt, bytecode: artifact.bytecode });
    return check(client, artifact, symbol, { address, expected });
  });
  return Promise.all([...own, ...vouchers]);
}

async function check(
  client: PublicClient,
  artifact: Artifact,
  contract: string,
  place: { readonly address: Address; readonly expected: Address },
): Promise<CodeCheck> {
  const [address, expected] = [addressOf(place.address), addressOf(place.expected)];
  const code = await client.getCode({ address });
  const answer = (why: CodeCheck["why"]) => ({ contract, address, matches: why === "same", why });
  if (code === undefined) return answer("no_code");
  if (!isSameCode(code, artifact)) return answer("other_code");
  return answer(address === expected ? "same" : "other_address");
}

type Compiled = Pick<Artifact, "deployedBytecode" | "immutableReferences">;

/** The same bytes, but for what a constructor fills in. */
export function isSameCode(
  code: Hex,
  { deployedBytecode, immutableReferences }: Compiled,
): boolean {
  if (code.length !== deployedBytecode.length) return false;
  const blanked = (text: Hex) => {
    const bytes = Buffer.from(text.slice(2), "hex");
    for (const { start, length } of Object.values(immutableReferences).flat())
      bytes.fill(0, start, start + length);
    return bytes;
  };
  return blanked(code).equals(blanked(deployedBytecode));
}
