import { queryOptions, useQuery } from "@tanstack/react-query";

import { readTown } from "./read-town.ts";

/** Unlike what else is known of the town, categories grow while a page stands open: with each file of merchants. */
export function listCategoriesOptions() {
  return queryOptions({
    queryKey: ["list-categories"],
    queryFn: async ({ signal }) => (await readTown(signal)).categories,
    staleTime: 0,
  });
}

export function useCategories() {
  return useQuery(listCategoriesOptions());
}
