import { useMutation, useQueryClient } from "@tanstack/react-query";

import { readTillOptions } from "./read-till.ts";
import { request } from "./request.ts";

export async function revokeTill(): Promise<void> {
  await request("/api/tills/current", { method: "DELETE" });
}

export function useRevokeTill() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: revokeTill,
    onSuccess: () => client.resetQueries({ queryKey: readTillOptions().queryKey }),
  });
}
