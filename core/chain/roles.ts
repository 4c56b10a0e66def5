/**
 * The municipality's on-chain roles, as numbered in its AccessManager (`contracts/Roles.sol` holds the
 * same numbers). ADMIN is the AccessManager's own role 0.
 */
export const ROLE_IDS = {
  admin: 0n,
  treasury: 1n,
  issuer: 2n,
  merchants: 3n,
  rewards: 4n,
  guardian: 5n,
} as const;

export type Role = keyof typeof ROLE_IDS;

export const ROLES = Object.keys(ROLE_IDS) as Role[];

/**
 * Which role may call which function. Everything that is not here may be called by anyone. A voucher's functions are
 * given to the roles by `Programmes` when it is opened, those of the others by the deployment.
 */
export const FUNCTION_ROLES = {
  programmes: { "open(bytes32,string,string,(uint96,uint40,uint40,uint40,uint128))": "treasury" },
  merchantRegistry: {
    "register(address[],uint8[],bytes32[])": "merchants",
    "suspend(address[])": "merchants",
    "activate(address[])": "merchants",
    "setCategory(address,uint8)": "merchants",
    "addFollower(address)": "admin",
  },
  voucher: {
    "issue(address[],uint256[],bytes32)": "issuer",
    "redeem((address,uint256,bytes32)[])": "treasury",
    "reclaim(address[])": "treasury",
    "moveDates(uint40,uint40)": "treasury",
    "blockAccounts(address[])": "guardian",
    "unblockAccounts(address[])": "guardian",
    "reassign(address[],address[])": "guardian",
    "pauseSettlement()": "guardian",
    "resumeSettlement()": "guardian",
  },
  localToken: {
    "openCampaign(bytes32,uint96,uint40,uint40)": "treasury",
    "closeCampaign(bytes32)": "treasury",
    "reward(bytes32,address[],uint256[],bytes32)": "rewards",
    "setYearlyLimit(uint96)": "admin",
    "blockAccounts(address[])": "guardian",
    "unblockAccounts(address[])": "guardian",
    "reassign(address[],address[])": "guardian",
    "pauseSettlement()": "guardian",
    "resumeSettlement()": "guardian",
  },
} as const satisfies Record<string, Record<string, Role>>;

/**
 * What ADMIN announces in the AccessManager itself and GUARDIAN may cancel while it waits. An AccessManager lets the
 * guardian of a function's role cancel; who may call these is not asked of that role, which is ADMIN for ever. All but
 * `revokeRole`: else a guardian could keep its own role against everybody.
 */
export const CANCELLED_BY_GUARDIAN = [
  "grantRole(uint64,address,uint32)",
  "labelRole(uint64,string)",
  "setGrantDelay(uint64,uint32)",
  "setRoleAdmin(uint64,uint64)",
  "setRoleGuardian(uint64,uint64)",
  "setTargetAdminDelay(address,uint32)",
  "setTargetClosed(address,bool)",
  "setTargetFunctionRole(address,bytes4[],uint64)",
  "updateAuthority(address,address)",
] as const;
