import { useMutation, useQueryClient } from "@tanstack/react-query";

import { downloadSheets } from "./download-sheets.ts";
import { listMerchantsOptions } from "./list-merchants.ts";

/** Makes the keys of merchants that have none and answers their activation sheets to print. */
export function printActivationSheets(): Promise<Blob> {
  return downloadSheets("/api/merchants/sheets");
}

export function usePrintActivationSheets() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: printActivationSheets,
    onSettled: () => client.invalidateQueries({ queryKey: listMerchantsOptions().queryKey }),
  });
}
