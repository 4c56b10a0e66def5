import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listStatementsOptions } from "./list-statements.ts";
import { requestJson } from "./request.ts";
import type { Statement } from "./types.ts";

/** Notes that an officer has looked through a statement that comes to this much. */
export function checkStatement({ id, dueCents }: Statement): Promise<Statement> {
  const path = `/api/statements/${id}/check?dueCents=${dueCents}`;
  return requestJson<Statement>(path, { method: "POST" });
}

export function useCheckStatement() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: checkStatement,
    onSettled: () => client.invalidateQueries({ queryKey: listStatementsOptions().queryKey }),
  });
}
