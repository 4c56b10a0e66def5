import { createContext, useContext } from "react";

import type { OfficerSession, Town } from "../../../shared/api/types.ts";

export type OfficerRole = OfficerSession["roles"][number];

export type Officer = { readonly session: OfficerSession; readonly town: Town };

export const OfficerContext = createContext<Officer | undefined>(undefined);

/** Who is signed in. Only below the office's door; anywhere else it is a bug. */
export function useOfficer(): Officer {
  const officer = useContext(OfficerContext);
  if (officer === undefined) throw new RangeError("No officer is signed in here.");
  return officer;
}

/** Whether the officer holds one of the roles: what one may not do is not offered. */
export function useHasRole(...roles: readonly OfficerRole[]): boolean {
  const { session } = useOfficer();
  return roles.some((role) => session.roles.includes(role));
}
