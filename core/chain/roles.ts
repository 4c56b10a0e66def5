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
    "redeem(address,uint256,bytes32)": "treasury",
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
