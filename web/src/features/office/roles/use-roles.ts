import { queryOptions, useQuery } from "@tanstack/react-query";

import type { Town } from "../../../shared/api/types.ts";
import { createChainReader } from "../../../shared/chain/town-chain.ts";
import { type Roles, readRoles } from "./read-roles.ts";

export const ROLES_KEY = ["office-roles"] as const;
const REFRESH_MS = 10_000;

function rolesOptions(town: Town) {
  return queryOptions({
    queryKey: ROLES_KEY,
    queryFn: ({ client }) =>
      readRoles(createChainReader(town), town, client.getQueryData<Roles>(ROLES_KEY)?.history),
    // What waits comes due while the page is open, and another officer may act.
    refetchInterval: REFRESH_MS,
  });
}

export function useRoles(town: Town) {
  return useQuery(rolesOptions(town));
}
