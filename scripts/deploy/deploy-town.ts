import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { Address, Hex } from "viem";

import type { Chain } from "#core/chain/chains.ts";
import type { ContractName, Deployment } from "#core/chain/deployment.ts";
import type { Role } from "#core/chain/roles.ts";

import { hashOfAbi, readArtifact } from "./artifacts.ts";
import {
  type PlannedContract,
  blockOfContract,
  deployPlanned,
  ensureCreate2Proxy,
  planContract,
} from "./create2.ts";
import { type Deployer, connectDeployer } from "./deployer.ts";
import { deploymentPath, readDeployment, writeDeployment } from "./deployment-file.ts";
import { type RoleHolders, grantRoles } from "./grant-roles.ts";

/** What ADMIN schedules waits this long, so that somebody may notice: two days, or a minute where nothing is real. */
const ADMIN_DELAY_SECONDS = 2 * 24 * 3600;
const TEST_ADMIN_DELAY_SECONDS = 60;

/** Name and symbol as wallets and explorers show them. */
const LOCAL_TOKEN_NAME = ["Valore locale", "LOCALE"] as const;

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
  const { chain, folder, say = () => undefined } = order;
  const deployer = await connectDeployer(chain, order.rpcUrl, order.privateKey);
  const plan = await planTown(deployer.account.address, order.town);
  await ensureCreate2Proxy(deployer);
  for (const [name, contract] of Object.entries(plan)) {
    const isNew = await deployPlanned(deployer, contract);
    say(`${name} ${contract.address}${isNew ? "" : " (già presente)"}`);
  }
  await grantRoles(
    deployer,
    { address: plan.accessManager.address, abi: plan.accessManager.artifact.abi },
    addressesOf(plan),
    order.holders,
    chain.isTest ? TEST_ADMIN_DELAY_SECONDS : ADMIN_DELAY_SECONDS,
  );
  const path = deploymentPath(folder, chain.network);
  const deployment = await describe(deployer, order, plan, await readDeployment(path));
  await writeDeployment(path, deployment);
  return deployment;
}

type Plan = Readonly<Record<ContractName, PlannedContract>>;

/** Each contract's constructor is told by the contract's own page; the order is that of the addresses they need. */
async function planTown(deployer: Address, town: string): Promise<Plan> {
  const plan = async (path: string, args: readonly unknown[]) =>
    planContract(await readArtifact(path), args, town);
  const accessManager = await plan(
    "@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager",
    [deployer],
  );
  const authority = accessManager.address;
  const merchantRegistry = await plan("contracts/MerchantRegistry.sol/MerchantRegistry", [
    authority,
  ]);
  const localToken = await plan("contracts/LocalToken.sol/LocalToken", [
    authority,
    ...LOCAL_TOKEN_NAME,
  ]);
  const programmes = await plan("contracts/Programmes.sol/Programmes", [
    authority,
    merchantRegistry.address,
  ]);
  return { accessManager, merchantRegistry, localToken, programmes };
}

function addressesOf(plan: Plan) {
  return {
    merchantRegistry: plan.merchantRegistry.address,
    localToken: plan.localToken.address,
    programmes: plan.programmes.address,
  };
}

async function describe(
  deployer: Deployer,
  order: TownDeployment,
  plan: Plan,
  written: Deployment | undefined,
): Promise<Deployment> {
  const entries = await Promise.all(
    Object.entries(plan).map(async ([name, { address, artifact }]) => {
      const known = written?.contracts[name as ContractName];
      const block =
        known?.address === address.toLowerCase()
          ? known.block
          : await blockOfContract(deployer, address);
      const abiHash = hashOfAbi(artifact.abi);
      return [name, { address: address.toLowerCase(), block, abiHash }] as const;
    }),
  );
  const contracts = Object.fromEntries(entries) as Deployment["contracts"];
  const voucher = await readArtifact("contracts/Voucher.sol/Voucher");
  return {
    network: order.chain.network,
    chainId: order.chain.chainId,
    startBlock: Math.min(...entries.map(([, { block }]) => block)),
    commit: written?.commit ?? (await commitOfSources()),
    contracts,
    voucherAbiHash: hashOfAbi(voucher.abi),
    roles: lowerCased(order.holders),
  };
}

function lowerCased(holders: RoleHolders): Deployment["roles"] {
  const entries = Object.entries(holders).map(([role, accounts]) => [
    role as Role,
    accounts.map((account) => account.toLowerCase()),
  ]);
  return Object.fromEntries(entries) as Deployment["roles"];
}

async function commitOfSources(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", ["rev-parse", "HEAD"], {
      cwd: import.meta.dirname,
    });
    return stdout.trim();
  } catch {
    return "unknown";
  }
}
