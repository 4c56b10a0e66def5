/**
 * A municipality's contracts on Hardhat's own chain, wired as a deployment wires them: authority, registry, local value,
 * programmes; one programme open; three merchants; everybody with a name.
 */
import type {
  BaseContract,
  BaseContractMethod,
  ConstantContractMethod,
  ContractTransactionResponse,
  Wallet,
} from "ethers";
import { network } from "hardhat";

import type { accessManagerAbi } from "#core/chain/abi/access-manager.ts";
import type { localTokenAbi } from "#core/chain/abi/local-token.ts";
import type { merchantRegistryAbi } from "#core/chain/abi/merchant-registry.ts";
import type { programmesAbi } from "#core/chain/abi/programmes.ts";
import type { voucherAbi } from "#core/chain/abi/voucher.ts";
import { CANCELLED_BY_GUARDIAN, FUNCTION_ROLES, ROLE_IDS, type Role } from "#core/chain/roles.ts";
import { RANDOM_BYTES, statementRef } from "#core/reimbursement/statement-ref.ts";

export const { ethers, networkHelpers } = await network.getOrCreate();

type AbiItems = readonly { readonly type: string }[];
type FunctionOf<Abi extends AbiItems> = Extract<
  Abi[number],
  { type: "function"; name: string; stateMutability: string }
>;
type Method<Mutability> = Mutability extends "view" | "pure"
  ? ConstantContractMethod<unknown[]>
  : BaseContractMethod<unknown[], never, ContractTransactionResponse>;

/** A contract that has the functions of its ABI and no others. */
export type ContractOf<Abi extends AbiItems> = BaseContract & {
  readonly [Item in FunctionOf<Abi> as Item["name"]]: Method<Item["stateMutability"]>;
};

export type AccessManager = ContractOf<typeof accessManagerAbi>;
export type MerchantRegistry = ContractOf<typeof merchantRegistryAbi>;
export type LocalToken = ContractOf<typeof localTokenAbi>;
export type Programmes = ContractOf<typeof programmesAbi>;
export type Voucher = ContractOf<typeof voucherAbi>;

export const DAY = 86_400;
export const YEAR = 365 * DAY;
/** ADMIN's acts wait this long in the tests. */
export const ADMIN_DELAY = 2 * DAY;

/** Numbers of the categories: groceries and bread are in the programme, flowers are not. */
export const GROCERIES = 0;
export const BREAD = 1;
export const FLOWERS = 9;
export const CATEGORIES = (1n << BigInt(GROCERIES)) | (1n << BigInt(BREAD));

export const CAP = 1_000_000n;
export const PROGRAMME_REF = refOf("programme");

/** A 32-byte reference or digest that stands for `text`. */
export function refOf(text: string): string {
  return ethers.id(text);
}

/** The reference of a merchant's statement with this number; `text` stands for what is random in it. */
export function statementOf(text: string, number: number): string {
  return statementRef(ethers.getBytes(refOf(text)).subarray(0, RANDOM_BYTES), number);
}

/** A card's or a merchant's account: a key of its own, the same in every run. */
export function accountOf(name: string): Wallet {
  return new ethers.Wallet(ethers.id(`account of ${name}`), ethers.provider);
}

export const ada = accountOf("Ada");
export const bruno = accountOf("Bruno");
export const carla = accountOf("Carla");
export const grocer = accountOf("the grocer");
export const baker = accountOf("the baker");
export const florist = accountOf("the florist");

export type Town = Awaited<ReturnType<typeof openTown>>;

/** The town as it stands before a test; the chain goes back to it each time. */
export function freshTown(): Promise<Town> {
  return networkHelpers.loadFixture(openTown);
}

async function openTown() {
  const officers = await namedOfficers();
  const contracts = await deployContracts(officers.deployer);
  await assignRoles(contracts, officers);
  const terms = await termsFromNow();
  await by(officers.treasurer, contracts.programmes).open(
    PROGRAMME_REF,
    "Buoni spesa",
    "BUONO",
    terms,
  );
  const voucher = await voucherOf(contracts.programmes, PROGRAMME_REF);
  await by(officers.registrar, contracts.registry).register(
    [grocer.address, baker.address, florist.address],
    [GROCERIES, BREAD, FLOWERS],
    [refOf("grocer"), refOf("baker"), refOf("florist")],
  );
  return { ...contracts, voucher, terms, officers };
}

/** The voucher of a programme that is open. */
export async function voucherOf(programmes: Programmes, ref: string): Promise<Voucher> {
  const address: string = await programmes.voucherOf(ref);
  return (await ethers.getContractAt("Voucher", address)) as unknown as Voucher;
}

/** A day has passed, ninety are left to spend, seven more to settle. In Unix seconds. */
export async function termsFromNow() {
  const now = await networkHelpers.time.latest();
  return {
    cap: CAP,
    spendableFrom: now - DAY,
    spendableUntil: now + 90 * DAY,
    settleableUntil: now + 97 * DAY,
    categories: CATEGORIES,
  };
}

async function namedOfficers() {
  const [deployer, admin, treasurer, issuer, registrar, rewarder, guardian, relayer, stranger] =
    await ethers.getSigners();
  return {
    deployer: deployer!,
    admin: admin!,
    treasurer: treasurer!,
    issuer: issuer!,
    registrar: registrar!,
    rewarder: rewarder!,
    guardian: guardian!,
    relayer: relayer!,
    stranger: stranger!,
  };
}

type Officers = Awaited<ReturnType<typeof namedOfficers>>;

/** Who holds which role. */
export function holderOf(officers: Officers, role: Role) {
  const { admin, treasurer, issuer, registrar, rewarder, guardian } = officers;
  const merchants = registrar;
  const rewards = rewarder;
  return { admin, treasury: treasurer, issuer, merchants, rewards, guardian }[role];
}

async function deployContracts(deployer: Officers["deployer"]) {
  const deploy = async <Contract>(name: string, ...args: unknown[]) => {
    const contract = await ethers.deployContract(name, args, deployer);
    return [contract as unknown as Contract, await contract.getAddress()] as const;
  };
  const [authority, authorityAddress] = await deploy<AccessManager>(
    "TownAuthority",
    deployer.address,
  );
  const [registry, registryAddress] = await deploy<MerchantRegistry>(
    "MerchantRegistry",
    authorityAddress,
  );
  const [localToken] = await deploy<LocalToken>(
    "LocalToken",
    authorityAddress,
    "Valore locale",
    "LOCALE",
  );
  const [programmes] = await deploy<Programmes>("Programmes", authorityAddress, registryAddress);
  return { authority, registry, localToken, programmes };
}

type Contracts = Awaited<ReturnType<typeof deployContracts>>;

async function assignRoles(
  { authority, registry, localToken, programmes }: Contracts,
  officers: Officers,
): Promise<void> {
  const targets = { merchantRegistry: registry, localToken, programmes };
  for (const [name, contract] of Object.entries(targets))
    for (const [signature, role] of Object.entries(FUNCTION_ROLES[name as keyof typeof targets]))
      await authority.setTargetFunctionRole(
        contract,
        [ethers.id(signature).slice(0, 10)],
        ROLE_IDS[role as Role],
      );
  for (const role of Object.keys(ROLE_IDS) as Role[]) {
    if (role !== "admin") await authority.setRoleGuardian(ROLE_IDS[role], ROLE_IDS.guardian);
    const delay = role === "admin" ? ADMIN_DELAY : 0;
    await authority.grantRole(ROLE_IDS[role], holderOf(officers, role), delay);
  }
  const selectors = CANCELLED_BY_GUARDIAN.map((signature) => ethers.id(signature).slice(0, 10));
  await authority.setTargetFunctionRole(authority, selectors, ROLE_IDS.guardian);
  await authority.grantRole(ROLE_IDS.admin, programmes, 0);
  await authority.renounceRole(ROLE_IDS.admin, officers.deployer);
}

/** The same contract, called by somebody else. */
export function by<Contract extends BaseContract>(
  who: Officers["deployer"] | Wallet,
  contract: Contract,
): Contract {
  return contract.connect(who) as Contract;
}

/** Credits accounts through the issuer, under a reference of its own. */
export async function credit(
  { voucher, officers }: Town,
  credits: readonly (readonly [Wallet, bigint])[],
): Promise<void> {
  const accounts = credits.map(([account]) => account.address);
  const amounts = credits.map(([, amount]) => amount);
  const ref = refOf(
    `credit ${accounts.join()} ${amounts.join()} ${await ethers.provider.getBlockNumber()}`,
  );
  await by(officers.issuer, voucher).issue(accounts, amounts, ref);
}
