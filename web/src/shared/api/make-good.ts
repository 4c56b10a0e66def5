import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listOwedOptions } from "./list-owed.ts";
import { requestJson } from "./request.ts";
import type { Owed } from "./types.ts";

export type GoodMade = { readonly transferId: string; readonly act: string };

/** Notes by which act an owed amount was given by other means than the chain. */
export function makeGood({ transferId, act }: GoodMade): Promise<Owed[]> {
  return requestJson<Owed[]>(`/api/owed/${transferId}/made-good`, {
    method: "POST",
    json: { act },
  });
}

export function useMakeGood() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: makeGood,
    onSettled: () => client.invalidateQueries({ queryKey: listOwedOptions().queryKey }),
  });
}
