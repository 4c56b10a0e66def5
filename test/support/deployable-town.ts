import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Hex, createPublicClient, http, toFunctionSelector } from "viem";

import { CONTRACT_NAMES, type Deployment } from "#core/chain/deployment.ts";
import { FUNCTION_ROLES, ROLE_IDS, type Role } from "#core/chain/roles.ts";

import { ARTIFACT_OF, hashOfAbi, readArtifact } from "../../scripts/deploy/artifacts.ts";
import type { RoleHolders } from "../../scripts/deploy/grant-roles.ts";
import { type ScriptOutcome, runScript } from "./run-script.ts";
import type { StandInChain } from "./stand-in-chain.ts";

/** A municipality that has not been deployed yet: its deployer, officers and folder. */
export type DeployableTown = {
  readonly key: Hex;
  readonly deployer: Hex;
  readonly treasurerKey: Hex;
  readonly holders: RoleHolders;
  readonly folder: string;
  /** Where the deployment is described once it is there. */
  readonly file: string;
  /** Runs the command for it. */
  deploy(flags: readonly string[], settings?: Record<string, string>): Promise<ScriptOutcome>;
  remove(): Promise<void>;
};

export async function deployableTown(stage: StandInChain, wei?: bigint): Promise<DeployableTown> {
  const folder = await mkdtemp(join(tmpdir(), "borgo-deploy-"));
  const deployer = await stage.account(wei);
  const [admin, treasurer, other] = await Promise.all([1, 2, 3].map(() => stage.account()));
  const holders: RoleHolders = {
    admin: [admin!.address],
    treasury: [treasurer!.address],
    issuer: [treasurer!.address],
    merchants: [other!.address],
    rewards: [],
    guardian: [other!.address, admin!.address],
  };
  const officers = join(folder, "officers.json");
  const keyFile = join(folder, "deployer.key");
  await writeFile(officers, JSON.stringify(holders));
  await writeFile(keyFile, `${deployer.key}\n`, { mode: 0o600 });
  const { network } = stage.chain;
  return {
    key: deployer.key,
    deployer: deployer.address,
    treasurerKey: treasurer!.key,
    holders,
    folder,
    file: join(folder, `${network}.json`),
    deploy: (flags, settings) =>
      runScript(
        "deploy.ts",
        [
          ...["--network", network, "--rpc", stage.rpcUrl, "--out", folder],
          ...["--officers", officers, "--key-file", keyFile, ...flags],
        ],
        settings,
      ),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** All in which the chain is not as the deployment's file says, in words. */
export async function differencesFromChain(
  deployment: Deployment,
  rpcUrl: string,
): Promise<string[]> {
  const chain = await look(deployment, rpcUrl);
  const found = await Promise.all([
    differingContracts(deployment, chain),
    differingHolders(deployment, chain),
    differingFunctions(deployment, chain),
  ]);
  return found.flat();
}

type Look = Awaited<ReturnType<typeof look>>;

async function look({ contracts: { accessManager } }: Deployment, rpcUrl: string) {
  const reader = createPublicClient({ transport: http(rpcUrl) });
  const { abi } = await readArtifact(ARTIFACT_OF.accessManager);
  const { address } = accessManager;
  const read = (functionName: string, ...args: unknown[]) =>
    reader.readContract({ address, abi, functionName, args });
  return {
    reader,
    read,
    isHeld: async (role: Role, account: Hex) =>
      ((await read("hasRole", ROLE_IDS[role], account)) as [boolean, number])[0],
  };
}

async function differingContracts(deployment: Deployment, { reader }: Look): Promise<string[]> {
  const differences: string[] = [];
  for (const name of CONTRACT_NAMES) {
    const { address, block, abiHash } = deployment.contracts[name];
    const codeAt = (number: number) => reader.getCode({ address, blockNumber: BigInt(number) });
    if ((await codeAt(block - 1)) !== undefined || (await codeAt(block)) === undefined)
      differences.push(`${name} did not appear in block ${block}`);
    const { abi } = await readArtifact(ARTIFACT_OF[name]);
    if (hashOfAbi(abi) !== abiHash) differences.push(`${name} has another ABI`);
  }
  return differences;
}

async function differingHolders(deployment: Deployment, { isHeld }: Look): Promise<string[]> {
  const differences: string[] = [];
  for (const [role, accounts] of Object.entries(deployment.roles))
    for (const account of accounts)
      if (!(await isHeld(role as Role, account))) differences.push(`${account} is not ${role}`);
  if (await isHeld("admin", deployment.deployer)) differences.push("the deployer is still ADMIN");
  if (!(await isHeld("admin", deployment.contracts.programmes.address)))
    differences.push("programmes cannot give a voucher's functions to the roles");
  return differences;
}

async function differingFunctions(deployment: Deployment, { read }: Look): Promise<string[]> {
  const differences: string[] = [];
  for (const name of ["merchantRegistry", "localToken", "programmes"] as const)
    for (const [signature, role] of Object.entries(FUNCTION_ROLES[name])) {
      const target = deployment.contracts[name].address;
      const found = await read("getTargetFunctionRole", target, toFunctionSelector(signature));
      if (found !== ROLE_IDS[role as Role])
        differences.push(`${name}.${signature} is not ${role}'s`);
    }
  return differences;
}
