import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Hex } from "viem";

import type { Chain } from "#core/chain/chains.ts";
import { CONTRACT_NAMES, type ContractName, type Deployment } from "#core/chain/deployment.ts";
import type { Role } from "#core/chain/roles.ts";
import { addressOf } from "#core/shared/ids.ts";

import { VOUCHER_ARTIFACT, hashOfAbi, readArtifact } from "./artifacts.ts";
import { checkFunds } from "./check-funds.ts";
import { blockOfContract, deployPlanned, ensureCreate2Proxy, isDeployed } from "./create2.ts";
import { type Deployer, connectDeployer } from "./deployer.ts";
import { deploymentPath, readDeployment, writeDeployment } from "./deployment-file.ts";
import { type Authority, type RoleHolders, grantRoles, heldRoles } from "./grant-roles.ts";
import { type TownPlan, planTown } from "./plan-town.ts";

/** What ADMIN schedules waits this long, so that somebody may notice: two days, or a minute where nothing is real. */
export const ADMIN_DELAY_SECONDS = 2 * 24 * 3600;
const TEST_ADMIN_DELAY_SECONDS = 60;

const PROJECT = join(import.meta.dirname, "../..");

/** What the contracts are made from. */
const SOURCES = ["contracts", "hardhat.config.ts", "package-lock.json"];

export type TownDeployment = {
  readonly chain: Chain;
  readonly rpcUrl: string;
  readonly privateKey: Hex;
  /** Tells this municipality's contracts from others that the same account deploys. */
  readonly town: string;
  readonly holders: RoleHolders;
  /** Folder of `<network>.json`. */
  readonly folder: string;
  readonly say?: (line: string) => void;
};

/**
 * Brings a municipality's contracts onto a chain and writes `<network>.json`. What is there already stays: running it
 * again changes nothing, and running it after a crash goes on where it stopped. Throws `DeployRefused`.
 */
export async function deployTown(order: TownDeployment): Promise<Deployment> {
  const { chain, folder } = order;
  const deployer = await connectDeployer(chain, order.rpcUrl, order.privateKey);
  const plan = await planTown(deployer.account.address, order.town);
  const blocks = await deployContracts(deployer, plan, order.say ?? (() => undefined));
  await grantRoles(
    deployer,
    authorityOf(plan),
    addressesOf(plan),
    order.holders,
    chain.isTest ? TEST_ADMIN_DELAY_SECONDS : ADMIN_DELAY_SECONDS,
  );
  const path = deploymentPath(folder, chain.network);
  const deployment = await describe(deployer, order, plan, blocks, await readDeployment(path));
  await writeDeployment(path, deployment);
  return deployment;
}

type Blocks = ReadonlyMap<ContractName, number>;

/** Answers the blocks of the contracts that were not there yet. */
async function deployContracts(
  deployer: Deployer,
  plan: TownPlan,
  say: (line: string) => void,
): Promise<Blocks> {
  const found = await Promise.all(CONTRACT_NAMES.map((name) => isDeployed(deployer, plan[name])));
  const missing = CONTRACT_NAMES.filter((_, index) => !found[index]);
  await checkFunds(
    deployer,
    missing.map((name) => plan[name]),
  );
  if (missing.length > 0) await ensureCreate2Proxy(deployer);
  const blocks = new Map<ContractName, number>();
  for (const name of CONTRACT_NAMES) {
    const isMissing = missing.includes(name);
    if (isMissing) blocks.set(name, await deployPlanned(deployer, plan[name]));
    say(`${name} ${plan[name].address}${isMissing ? "" : " (there already)"}`);
  }
  return blocks;
}

function authorityOf({ accessManager }: TownPlan): Authority {
  return { address: accessManager.address, abi: accessManager.artifact.abi };
}

function addressesOf(plan: TownPlan) {
  return {
    merchantRegistry: plan.merchantRegistry.address,
    localToken: plan.localToken.address,
    programmes: plan.programmes.address,
  };
}

async function describe(
  deployer: Deployer,
  order: TownDeployment,
  plan: TownPlan,
  blocks: Blocks,
  written: Deployment | undefined,
): Promise<Deployment> {
  const isSame = CONTRACT_NAMES.every(
    (name) => written?.contracts[name].address === addressOf(plan[name].address),
  );
  const known = isSame ? written : undefined;
  const entries = await Promise.all(
    CONTRACT_NAMES.map(async (name) => {
      const { address, artifact } = plan[name];
      const block =
        blocks.get(name) ??
        known?.contracts[name].block ??
        (await blockOfContract(deployer, address));
      return [name, { address: addressOf(address), block, abiHash: hashOfAbi(artifact.abi) }];
    }),
  );
  const contracts = Object.fromEntries(entries) as Deployment["contracts"];
  const voucher = await readArtifact(VOUCHER_ARTIFACT);
  return {
    network: order.chain.network,
    chainId: order.chain.chainId,
    startBlock: Math.min(...Object.values(contracts).map(({ block }) => block)),
    commit: known?.commit ?? (await commitOfSources()),
    deployer: addressOf(deployer.account.address),
    town: order.town,
    contracts,
    voucherAbiHash: hashOfAbi(voucher.abi),
    roles: await heldRoles(deployer, authorityOf(plan), together(order.holders, known?.roles)),
  };
}

/** Whom the officers' list names, then whom the file named before. */
function together(named: RoleHolders, before: Deployment["roles"] | undefined): RoleHolders {
  const entries = Object.entries(named).map(([role, accounts]) => {
    const all = [...accounts, ...(before?.[role as Role] ?? [])];
    return [role, [...new Set(all.map((account) => addressOf(account)))]];
  });
  return Object.fromEntries(entries) as RoleHolders;
}

async function commitOfSources(): Promise<string> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)("git", args, { cwd: PROJECT })).stdout.trim();
  try {
    const commit = await git("rev-parse", "HEAD");
    const changes = await git("status", "--porcelain", "--", ...SOURCES);
    return changes === "" ? commit : `${commit}-modified`;
  } catch {
    return "unknown";
  }
}
