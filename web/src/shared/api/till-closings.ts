import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Closing } from "./types.ts";

const PATH = "/api/tills/current/closings";

function listClosingsOptions() {
  return queryOptions({
    queryKey: ["list-closings"],
    queryFn: ({ signal }) => requestJson<Closing[]>(PATH, { signal }),
  });
}

/** The shop's last closings, newest first. */
export function useClosings() {
  return useQuery(listClosingsOptions());
}

/** Closes the drawer under the next number. */
export function useCloseDay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => requestJson<Closing>(PATH, { method: "POST" }),
    onSettled: () => client.invalidateQueries({ queryKey: listClosingsOptions().queryKey }),
  });
}
