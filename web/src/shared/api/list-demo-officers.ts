import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { DemoOfficer } from "./types.ts";

/** Officer wallets for trying Borgo out; only on the embedded chain. */
export function listDemoOfficers(signal?: AbortSignal): Promise<DemoOfficer[]> {
  return requestJson<DemoOfficer[]>("/api/demo/officers", { signal });
}

export function listDemoOfficersOptions() {
  return queryOptions({
    queryKey: ["list-demo-officers"],
    queryFn: ({ signal }) => listDemoOfficers(signal),
    staleTime: Infinity,
  });
}

export function useDemoOfficers(isDemo = true) {
  return useQuery({ ...listDemoOfficersOptions(), enabled: isDemo });
}
