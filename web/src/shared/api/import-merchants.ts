import { useMutation, useQueryClient } from "@tanstack/react-query";

import { importFile } from "./import-file.ts";
import { listMerchantsOptions } from "./list-merchants.ts";
import type { ImportReport } from "./types.ts";

export type FileToImport = { readonly file: Blob; readonly isDryRun: boolean };

export function importMerchants({ file, isDryRun }: FileToImport): Promise<ImportReport> {
  return importFile("/api/merchants/import", file, isDryRun);
}

export function useImportMerchants() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: importMerchants,
    onSuccess: () => client.invalidateQueries({ queryKey: listMerchantsOptions().queryKey }),
  });
}
