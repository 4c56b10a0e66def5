import type { OfficerRole } from "./officer-context.ts";

/** The on-chain roles as the office calls them. */
export const ROLE_NAMES = {
  admin: "autorizzazioni",
  treasury: "tesoreria",
  issuer: "ricariche",
  merchants: "esercenti",
  rewards: "premi",
  guardian: "garanzia",
} as const satisfies Record<OfficerRole, string>;
