import { type Abi, type Address, type Hex, encodeFunctionData, toFunctionSelector } from "viem";

import type { ContractName } from "#core/chain/deployment.ts";
import {
  CANCELLED_BY_GUARDIAN,
  FUNCTION_ROLES,
  ROLES,
  ROLE_IDS,
  type Role,
} from "#core/chain/roles.ts";

import { type Deployer, DeployRefused, sendAndWait } from "./deployer.ts";

/** Who gets which role. ADMIN's acts wait for `adminDelaySeconds`; GUARDIAN may cancel them meanwhile. */
export type RoleHolders = Readonly<Record<Role, readonly Address[]>>;

export type Authority = { readonly address: Address; readonly abi: Abi };

type Step = { readonly what: string; readonly data: Hex };

const ADMIN = ROLE_IDS.admin;

/**
 * Gives the contracts' functions to the roles and the roles to the officers: only what the chain does not have yet, so
 * that a deployment that was cut off goes on where it stopped. The deployer's own ADMIN role is given up last.
 */
export async function grantRoles(
  deployer: Deployer,
  authority: Authority,
  contracts: Readonly<Record<Exclude<ContractName, "accessManager">, Address>>,
  holders: RoleHolders,
  adminDelaySeconds: number,
): Promise<void> {
  const ask = reader(deployer, authority);
  const steps = [
    ...(await missingFunctionRoles(ask, authority.abi, contracts)),
    ...(await missingGuardians(ask, authority.abi)),
    ...(await missingCancels(ask, authority)),
    ...(await missingOpener(ask, authority.abi, contracts.programmes)),
    ...(await missingHolders(ask, authority.abi, holders, adminDelaySeconds)),
  ];
  const me = deployer.account.address;
  const isAdmin = await ask.has(ADMIN, me);
  if (steps.length > 0 && !isAdmin)
    throw new DeployRefused(
      `The account ${me} is no longer ADMIN and this is missing: ${steps.map((step) => step.what).join("; ")}. An ADMIN of the municipality has to do it.`,
    );
  if (steps.length > 0) await sendSteps(deployer, authority, steps);
  if (!isAdmin || holders.admin.some((admin) => isSame(admin, me))) return;
  await renounce(deployer, authority, holders);
}

/** Those of the candidates who hold their role on the chain: an officer left out of a list keeps what was given. */
export async function heldRoles(
  deployer: Deployer,
  authority: Authority,
  candidates: RoleHolders,
): Promise<RoleHolders> {
  const ask = reader(deployer, authority);
  const entries = ROLES.map(async (role) => {
    const accounts = candidates[role];
    const isHeld = await Promise.all(accounts.map((account) => ask.has(ROLE_IDS[role], account)));
    return [role, accounts.filter((_, index) => isHeld[index])] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as unknown as RoleHolders;
}

type Ask = ReturnType<typeof reader>;

function reader({ reader: client }: Deployer, { address, abi }: Authority) {
  const read = (functionName: string, args: readonly unknown[]) =>
    client.readContract({ address, abi, functionName, args: [...args] });
  return {
    functionRole: (target: Address, selector: Hex) =>
      read("getTargetFunctionRole", [target, selector]) as Promise<bigint>,
    guardianOf: (role: bigint) => read("getRoleGuardian", [role]) as Promise<bigint>,
    has: async (role: bigint, account: Address) =>
      ((await read("hasRole", [role, account])) as [boolean, number])[0],
  };
}

async function missingFunctionRoles(
  ask: Ask,
  abi: Abi,
  contracts: Readonly<Record<Exclude<ContractName, "accessManager">, Address>>,
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const [contract, target] of Object.entries(contracts) as [keyof typeof contracts, Address][])
    for (const [signature, role] of Object.entries(FUNCTION_ROLES[contract]) as [string, Role][]) {
      const selector = toFunctionSelector(signature);
      if ((await ask.functionRole(target, selector)) === ROLE_IDS[role]) continue;
      steps.push({
        what: `${contract}.${signature} for ${role}`,
        data: encodeFunctionData({
          abi,
          functionName: "setTargetFunctionRole",
          args: [target, [selector], ROLE_IDS[role]],
        }),
      });
    }
  return steps;
}

async function missingGuardians(ask: Ask, abi: Abi): Promise<Step[]> {
  const steps: Step[] = [];
  // ADMIN's own guardian cannot be set in an AccessManager: see `missingCancels`.
  for (const role of ROLES.filter((name) => name !== "admin")) {
    if ((await ask.guardianOf(ROLE_IDS[role])) === ROLE_IDS.guardian) continue;
    steps.push({
      what: `guardian of ${role}`,
      data: encodeFunctionData({
        abi,
        functionName: "setRoleGuardian",
        args: [ROLE_IDS[role], ROLE_IDS.guardian],
      }),
    });
    steps.push({
      what: `label of ${role}`,
      data: encodeFunctionData({
        abi,
        functionName: "labelRole",
        args: [ROLE_IDS[role], role.toUpperCase()],
      }),
    });
  }
  return steps;
}

/** Lets GUARDIAN cancel what ADMIN announces in the AccessManager itself, and call none of it. */
async function missingCancels(ask: Ask, { address, abi }: Authority): Promise<Step[]> {
  const selectors = CANCELLED_BY_GUARDIAN.map((signature) => toFunctionSelector(signature));
  const roles = await Promise.all(selectors.map((one) => ask.functionRole(address, one)));
  const missing = selectors.filter((_, index) => roles[index] !== ROLE_IDS.guardian);
  if (missing.length === 0) return [];
  const data = encodeFunctionData({
    abi,
    functionName: "setTargetFunctionRole",
    args: [address, missing, ROLE_IDS.guardian],
  });
  return [{ what: "what of ADMIN's GUARDIAN may cancel", data }];
}

/** `Programmes` gives a new voucher's functions to the roles: for that it must be ADMIN, without delay. */
async function missingOpener(ask: Ask, abi: Abi, programmes: Address): Promise<Step[]> {
  if (await ask.has(ADMIN, programmes)) return [];
  return [{ what: "ADMIN for programmes", data: grant(abi, ADMIN, programmes, 0) }];
}

async function missingHolders(
  ask: Ask,
  abi: Abi,
  holders: RoleHolders,
  adminDelaySeconds: number,
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const role of ROLES)
    for (const holder of holders[role]) {
      if (await ask.has(ROLE_IDS[role], holder)) continue;
      const delay = role === "admin" ? adminDelaySeconds : 0;
      steps.push({
        what: `${role} for ${holder}`,
        data: grant(abi, ROLE_IDS[role], holder, delay),
      });
    }
  return steps;
}

function grant(abi: Abi, role: bigint, account: Address, delaySeconds: number): Hex {
  return encodeFunctionData({
    abi,
    functionName: "grantRole",
    args: [role, account, delaySeconds],
  });
}

async function sendSteps(deployer: Deployer, authority: Authority, steps: readonly Step[]) {
  const data = encodeFunctionData({
    abi: authority.abi,
    functionName: "multicall",
    args: [steps.map((step) => step.data)],
  });
  await sendAndWait(deployer, "roles", { to: authority.address, data });
}

async function renounce(deployer: Deployer, authority: Authority, holders: RoleHolders) {
  if (holders.admin.length === 0)
    throw new DeployRefused("No officer is named as ADMIN: the deployer cannot give the role up.");
  const data = encodeFunctionData({
    abi: authority.abi,
    functionName: "renounceRole",
    args: [ADMIN, deployer.account.address],
  });
  await sendAndWait(deployer, "end of the deployer's powers", { to: authority.address, data });
}

function isSame(one: Address, other: Address): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
