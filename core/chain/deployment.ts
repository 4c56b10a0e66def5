import type { Address, Hash } from "../shared/ids.ts";
import type { Role } from "./roles.ts";

/** The contracts that exist once per municipality. Vouchers are opened later, one per programme. */
export const CONTRACT_NAMES = [
  "accessManager",
  "merchantRegistry",
  "localToken",
  "programmes",
] as const;

export type ContractName = (typeof CONTRACT_NAMES)[number];

/** What `deployments/<network>.json` says: written by the deployment, read by everybody else. */
export type Deployment = {
  readonly network: string;
  readonly chainId: number;
  /** First block that can hold one of our events. */
  readonly startBlock: number;
  /** Git commit of the sources deployed, with `-modified` where they were changed since; `unknown` outside a checkout. */
  readonly commit: string;
  /** The account that deployed and the town's name: with the sources they make the addresses. */
  readonly deployer: Address;
  readonly town: string;
  readonly contracts: Readonly<
    Record<
      ContractName,
      { readonly address: Address; readonly block: number; readonly abiHash: Hash }
    >
  >;
  /** SHA-256 of the `Voucher` ABI that `programmes` deploys. */
  readonly voucherAbiHash: Hash;
  /** Who held each role when the deployment ended; the chain is the truth from then on. */
  readonly roles: Readonly<Record<Role, readonly Address[]>>;
};
