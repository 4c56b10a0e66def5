import { decodeFunctionResult, encodeFunctionData, parseAbi } from "viem";

import { ROLES, ROLE_IDS, type Role } from "#core/chain/roles.ts";
import type { Address } from "#core/shared/ids.ts";

import type { ChainPort } from "../shared/chain.ts";
import type { SignInDeps } from "../shared/wallet-sign-in.ts";

export type OfficerDeps = SignInDeps;

const ROLE_CACHE_MS = 3_000;

const accessManagerAbi = parseAbi([
  "function hasRole(uint64 roleId, address account) view returns (bool isMember, uint32 executionDelay)",
]);

/** Roles as read from the chain a moment ago, so that a page of ten requests asks once. */
const recent = new WeakMap<ChainPort, Map<Address, { at: number; roles: Promise<Role[]> }>>();

export async function rolesOf(
  { chain, clock, deployment }: OfficerDeps,
  officer: Address,
): Promise<Role[]> {
  const cache = recent.get(chain) ?? new Map<Address, { at: number; roles: Promise<Role[]> }>();
  recent.set(chain, cache);
  const known = cache.get(officer);
  const now = clock.now().getTime();
  if (known !== undefined && now - known.at < ROLE_CACHE_MS) return known.roles;
  const roles = askRoles(chain, deployment.contracts.accessManager.address, officer);
  cache.set(officer, { at: now, roles });
  roles.catch(() => cache.delete(officer));
  return roles;
}

async function askRoles(chain: ChainPort, manager: Address, officer: Address): Promise<Role[]> {
  const held = await Promise.all(
    ROLES.map(async (role) => {
      const args = [ROLE_IDS[role], officer] as const;
      const call = { abi: accessManagerAbi, functionName: "hasRole", args } as const;
      const answer = await chain.call({ to: manager, data: encodeFunctionData(call) });
      if (!answer.ok) return false;
      const [isMember] = decodeFunctionResult({ ...call, data: answer.data });
      return isMember;
    }),
  );
  return ROLES.filter((_, index) => held[index]);
}
