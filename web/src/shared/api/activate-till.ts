import { useMutation, useQueryClient } from "@tanstack/react-query";

import { readTillOptions } from "./read-till.ts";
import { requestJson } from "./request.ts";
import type { Till, TillActivation } from "./types.ts";

export function activateTill(activation: TillActivation): Promise<Till> {
  return requestJson<Till>("/api/tills", { method: "POST", json: activation });
}

/** `welcome` is called before the pages know the new till. */
export function useActivateTill(welcome: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: activateTill,
    onSuccess: (till) => {
      welcome();
      client.setQueryData(readTillOptions().queryKey, till);
    },
  });
}
