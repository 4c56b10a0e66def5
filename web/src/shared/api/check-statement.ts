import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listStatementsOptions } from "./list-statements.ts";
import { requestJson } from "./request.ts";
import type { Statement } from "./types.ts";

/** Notes that an officer has looked through a statement. */
export function checkStatement(statementId: string): Promise<Statement> {
  return requestJson<Statement>(`/api/statements/${statementId}/check`, { method: "POST" });
}

export function useCheckStatement() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: checkStatement,
    onSettled: () => client.invalidateQueries({ queryKey: listStatementsOptions().queryKey }),
  });
}
