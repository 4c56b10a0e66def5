import { useMutation, useQueryClient } from "@tanstack/react-query";

import { importFile } from "./import-file.ts";
import { countCardsOptions } from "./count-cards.ts";
import { readProgrammeOptions } from "./read-programme.ts";
import type { ImportReport } from "./types.ts";

export type FileToImport = { readonly file: Blob; readonly isDryRun: boolean };

export function importBeneficiaries(
  programmeId: string,
  { file, isDryRun }: FileToImport,
): Promise<ImportReport> {
  return importFile(`/api/programmes/${programmeId}/beneficiaries/import`, file, isDryRun);
}

export function useImportBeneficiaries(programmeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: FileToImport) => importBeneficiaries(programmeId, input),
    onSuccess: async (report) => {
      if (report.created === 0) return;
      await client.invalidateQueries({ queryKey: countCardsOptions(programmeId).queryKey });
      await client.invalidateQueries({ queryKey: readProgrammeOptions(programmeId).queryKey });
    },
  });
}
