import { queryOptions, useQuery } from "@tanstack/react-query";

import { listEntitlements, listEntitlementsKey } from "../../../shared/api/list-entitlements.ts";

/** A programme's beneficiaries by the state of their card; `none` has no usable card. */
export type CardCounts = {
  readonly none: number;
  readonly issued: number;
  readonly active: number;
  readonly blocked: number;
};

const PAGE_SIZE = 200;

async function countCards(programmeId: string, signal: AbortSignal): Promise<CardCounts> {
  const counts = { none: 0, issued: 0, active: 0, blocked: 0 };
  for (let page = 1, seen = 0; ; page += 1) {
    const { total, items } = await listEntitlements(
      programmeId,
      { page, pageSize: PAGE_SIZE },
      signal,
    );
    for (const { card } of items) counts[stateOf(card?.status)] += 1;
    seen += items.length;
    if (items.length === 0 || seen >= total) return counts;
  }
}

function stateOf(status: string | undefined): keyof CardCounts {
  return status === "issued" || status === "active" || status === "blocked" ? status : "none";
}

export function useCardCounts(programmeId: string) {
  return useQuery(
    queryOptions({
      queryKey: [...listEntitlementsKey(programmeId), "counts"],
      queryFn: ({ signal }) => countCards(programmeId, signal),
    }),
  );
}
