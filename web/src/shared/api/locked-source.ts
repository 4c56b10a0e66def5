import { useMutation } from "@tanstack/react-query";

import { request, requestJson } from "./request.ts";
import type { Source } from "./types.ts";

/** What was tried wrong from an address. The address is in no path: paths are written into logs. */
export function useReadSource() {
  return useMutation({
    mutationFn: (address: string) =>
      requestJson<Source>("/api/sources/guesses", { method: "POST", json: { address } }),
  });
}

/** Lets an address that is locked after wrong passwords try again. */
export function useUnlockSource() {
  return useMutation({
    mutationFn: async (address: string) =>
      void (await request("/api/sources/unlock", { method: "POST", json: { address } })),
  });
}
