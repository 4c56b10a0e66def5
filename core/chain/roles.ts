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
