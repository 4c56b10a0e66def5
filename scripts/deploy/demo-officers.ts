import { type Hex, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";

import type { Role } from "#core/chain/roles.ts";

import type { RoleHolders } from "./grant-roles.ts";

/** The words that every local node of every developer starts with: worth nothing anywhere else, and public. */
const LOCAL_NODE_WORDS = "test test test test test test test test test test test junk";

const OFFICERS = [
  {
    name: "Segreteria comunale",
    title: "apre e chiude le autorizzazioni",
    roles: ["admin"],
  },
  {
    name: "Assistente sociale",
    title: "esercenti, beneficiari, tessere",
    roles: ["merchants", "guardian"],
  },
  {
    name: "Ragioneria",
    title: "fondi, ricariche, rimborsi",
    roles: ["treasury", "issuer", "rewards"],
  },
] as const satisfies readonly { name: string; title: string; roles: readonly Role[] }[];

const FIRST_OFFICER_INDEX = 1;

/** Who deploys and pays for gas on the embedded chain: the local node's first account. */
export function localDeployerKey(): Hex {
  return keyAt(0);
}

function keyAt(addressIndex: number): Hex {
  const key = mnemonicToAccount(LOCAL_NODE_WORDS, { addressIndex }).getHdKey().privateKey;
  if (key === null) throw new Error("A derived account without a private key.");
  return toHex(key);
}

/** The three officers whom anybody may be on the embedded chain. */
export function demoOfficers() {
  return OFFICERS.map((officer, index) => {
    const addressIndex = FIRST_OFFICER_INDEX + index;
    return {
      ...officer,
      address: mnemonicToAccount(LOCAL_NODE_WORDS, { addressIndex }).address,
      privateKey: keyAt(addressIndex),
    };
  });
}

/** Who holds which role on the embedded chain. */
export function demoHolders(): RoleHolders {
  const officers = demoOfficers();
  const holding = (role: Role) =>
    officers
      .filter((officer) => (officer.roles as readonly Role[]).includes(role))
      .map((officer) => officer.address);
  return {
    admin: holding("admin"),
    treasury: holding("treasury"),
    issuer: holding("issuer"),
    merchants: holding("merchants"),
    rewards: holding("rewards"),
    guardian: holding("guardian"),
  };
}
