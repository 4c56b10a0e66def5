import { decodeAbiParameters, toFunctionSelector } from "viem";

import { FUNCTION_ROLES, ROLE_IDS, type Role } from "#core/chain/roles.ts";

import { readArtifact } from "../deploy/artifacts.ts";
import { type Contract, type GasChain, STARTS_AT } from "./gas-chain.ts";
import { MERCHANTS, refOf } from "./people.ts";

export type OpenVoucher = Contract & { readonly registry: Contract };

/** A municipality as a deployment wires it, with the merchants registered and one programme open until `until`. */
export async function openVoucher(chain: GasChain, until: number): Promise<OpenVoucher> {
  const deploy = async (path: string, ...args: unknown[]) =>
    chain.deploy(await readArtifact(path), args);
  const manager = await deploy("contracts/TownAuthority.sol/TownAuthority", chain.sender);
  const registry = await deploy("contracts/MerchantRegistry.sol/MerchantRegistry", manager.address);
  const programmes = await deploy(
    "contracts/Programmes.sol/Programmes",
    manager.address,
    registry.address,
  );
  await assignRoles(chain, manager, { merchantRegistry: registry, programmes });
  const refs = MERCHANTS.map((merchant) => refOf(merchant));
  await chain.gasOf(registry, "register", [MERCHANTS, MERCHANTS.map(() => 0), refs]);
  const terms = {
    cap: 100_000_000n,
    spendableFrom: STARTS_AT,
    spendableUntil: until,
    settleableUntil: until,
    categories: 1n,
  };
  await chain.gasOf(programmes, "open", [refOf("programme"), "Buoni spesa", "BUONO", terms]);
  const found = await chain.read(programmes, "voucherOf", [refOf("programme")]);
  const [address] = decodeAbiParameters([{ type: "address" }], found);
  const { abi } = await readArtifact("contracts/Voucher.sol/Voucher");
  return { address, abi, registry };
}

/** All roles for the one who measures, without delay: a check costs the same whoever passes it. */
async function assignRoles(
  chain: GasChain,
  manager: Contract,
  targets: Readonly<Record<"merchantRegistry" | "programmes", Contract>>,
): Promise<void> {
  for (const [name, { address }] of Object.entries(targets))
    for (const [signature, role] of Object.entries(FUNCTION_ROLES[name as keyof typeof targets]))
      await chain.gasOf(manager, "setTargetFunctionRole", [
        address,
        [toFunctionSelector(signature)],
        ROLE_IDS[role as Role],
      ]);
  for (const role of Object.values(ROLE_IDS))
    if (role !== ROLE_IDS.admin) await chain.gasOf(manager, "grantRole", [role, chain.sender, 0]);
  await chain.gasOf(manager, "grantRole", [ROLE_IDS.admin, targets.programmes.address, 0]);
}
