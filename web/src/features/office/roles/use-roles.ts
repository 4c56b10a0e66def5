import { queryOptions, useQuery } from "@tanstack/react-query";

import type { Town } from "../../../shared/api/types.ts";
import { createChainReader } from "../../../shared/chain/town-chain.ts";
import { readRoles } from "./read-roles.ts";

export const ROLES_KEY = ["office-roles"] as const;
const REFRESH_MS = 10_000;

function rolesOptions(town: Town) {
  return queryOptions({
    queryKey: ROLES_KEY,
    queryFn: () => readRoles(createChainReader(town), town),
    // What waits comes due while the page is open, and another officer may act.
    refetchInterval: REFRESH_MS,
  });
}

export function useRoles(town: Town) {
  return useQuery(rolesOptions(town));
}
