import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listStatementsOptions } from "./list-statements.ts";
import { requestJson } from "./request.ts";
import type { Statement } from "./types.ts";

/** Notes that the bank has paid an approved statement. */
export function recordReimbursement(statementId: string): Promise<Statement> {
  return requestJson<Statement>(`/api/statements/${statementId}/payment`, { method: "POST" });
}

export function useRecordReimbursement() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: recordReimbursement,
    onSettled: () => client.invalidateQueries({ queryKey: listStatementsOptions().queryKey }),
  });
}
