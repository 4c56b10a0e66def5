import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listTillStatementsOptions } from "./list-till-statements.ts";
import { requestJson } from "./request.ts";
import type { Statement } from "./types.ts";

export function presentStatement(programmeId: string): Promise<Statement> {
  return requestJson<Statement>("/api/tills/current/statements", {
    method: "POST",
    json: { programmeId },
  });
}

export function usePresentStatement() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: presentStatement,
    onSettled: () => client.invalidateQueries({ queryKey: listTillStatementsOptions().queryKey }),
  });
}
