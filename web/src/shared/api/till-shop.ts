import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { readTillOptions } from "./read-till.ts";
import { request, requestJson } from "./request.ts";
import type { ShopLocalValue, ShopProof, TillItem } from "./types.ts";

export type OperatorPin = { readonly operatorId: string; readonly pin: string };
export type NewOperator = { readonly name: string; readonly pin: string };

const TILL = "/api/tills/current";

function listShopTillsOptions() {
  return queryOptions({
    queryKey: ["list-shop-tills"],
    queryFn: ({ signal }) => requestJson<TillItem[]>("/api/tills", { signal }),
  });
}

/** The shop's tills in use. */
export function useShopTills() {
  return useQuery(listShopTillsOptions());
}

/** A change of who works in the shop or of its tills; what the pages know of either is asked again after it. */
function useShopChange<Input>(change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    gcTime: 0,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: readTillOptions().queryKey });
      await client.invalidateQueries({ queryKey: listShopTillsOptions().queryKey });
    },
  });
}

/** Where the QR by which other shops find this one is drawn. */
export const SHOP_CODE_PATH = `${TILL}/shop-code.svg`;

/** Lets this till change tills and operators for ten minutes. */
export function useProveShop() {
  return useShopChange((json: ShopProof) => requestJson(`${TILL}/proof`, { method: "POST", json }));
}

export function useAddOperator() {
  return useShopChange((json: NewOperator) =>
    requestJson(`${TILL}/operators`, { method: "POST", json }),
  );
}

export function useRevokeOperator() {
  return useShopChange((id: string) => request(`${TILL}/operators/${id}`, { method: "DELETE" }));
}

export function useRevokeShopTill() {
  return useShopChange((id: string) => request(`/api/tills/${id}`, { method: "DELETE" }));
}

/** Sets which part of a price the shop takes in local value, in whole percent. */
export function useSetLocalShare() {
  return useShopChange((percent: number) =>
    requestJson(`${TILL}/local-share`, { method: "POST", json: { percent } }),
  );
}

/** What the shop has of local value, and what came and went. */
export function useShopLocalValue() {
  return useQuery({
    queryKey: ["shop-local-value"],
    queryFn: ({ signal }) => requestJson<ShopLocalValue>(`${TILL}/local-value`, { signal }),
    staleTime: 0,
  });
}

/** An operator takes this till with their PIN. */
export function useTakeTill() {
  return useShopChange((json: OperatorPin) =>
    requestJson(`${TILL}/operator`, { method: "POST", json }),
  );
}

export function useLeaveTill() {
  return useShopChange(() => request(`${TILL}/operator`, { method: "DELETE" }));
}
