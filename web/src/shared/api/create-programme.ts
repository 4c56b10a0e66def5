import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listProgrammesOptions } from "./list-programmes.ts";
import { requestJson } from "./request.ts";
import type { Programme, ProgrammeInput, TransactionRequest } from "./types.ts";

export type ProgrammeDraft = {
  readonly programme: Programme;
  readonly transaction: TransactionRequest;
};

/** Drafts a programme: it opens when the transaction, signed by TREASURY, is final. */
export function createProgramme(input: ProgrammeInput): Promise<ProgrammeDraft> {
  return requestJson<ProgrammeDraft>("/api/programmes", { method: "POST", json: input });
}

export function useCreateProgramme() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: createProgramme,
    onSuccess: () => client.invalidateQueries({ queryKey: listProgrammesOptions().queryKey }),
  });
}
