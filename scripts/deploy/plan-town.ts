import type { Address } from "viem";

import type { ContractName } from "#core/chain/deployment.ts";
import { LOCAL_TOKEN } from "#core/local-value/local-value.ts";

import { ARTIFACT_OF, readArtifact } from "./artifacts.ts";
import { type PlannedContract, planContract } from "./create2.ts";

/** A municipality's contracts, in the order in which they need each other's addresses. */
export type TownPlan = Readonly<Record<ContractName, PlannedContract>>;

/** Works out what a deployer's town is made of. Each constructor is told by the contract's own page. */
export async function planTown(deployer: Address, town: string): Promise<TownPlan> {
  const plan = async (name: ContractName, ...args: readonly unknown[]) =>
    planContract(await readArtifact(ARTIFACT_OF[name]), args, town);
  const accessManager = await plan("accessManager", deployer);
  const authority = accessManager.address;
  const merchantRegistry = await plan("merchantRegistry", authority);
  const { name, symbol } = LOCAL_TOKEN;
  const localToken = await plan("localToken", authority, name, symbol);
  const programmes = await plan("programmes", authority, merchantRegistry.address);
  return { accessManager, merchantRegistry, localToken, programmes };
}
