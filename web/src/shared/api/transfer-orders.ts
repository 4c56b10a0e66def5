import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { listStatementsOptions } from "./list-statements.ts";
import { ProblemError, readJson, request, requestJson, send } from "./request.ts";
import type {
  OutcomeReport,
  Payer,
  PayerAnswer,
  PaymentPace,
  Problem,
  TransferOrder,
} from "./types.ts";

const SECONDS_FOR_FILES = 120;

/** Orders to the bank, newest first. */
export function transferOrdersOptions() {
  return queryOptions({
    queryKey: ["transfer-orders"],
    queryFn: ({ signal }) => requestJson<TransferOrder[]>("/api/transfer-orders", { signal }),
  });
}

export function useTransferOrders() {
  return useQuery(transferOrdersOptions());
}

export function paymentPaceOptions() {
  return queryOptions({
    queryKey: ["payment-pace"],
    queryFn: ({ signal }) => requestJson<PaymentPace>("/api/statements/pace", { signal }),
  });
}

export function usePaymentPace() {
  return useQuery(paymentPaceOptions());
}

export function payerOptions() {
  return queryOptions({
    queryKey: ["payer"],
    queryFn: ({ signal }) => requestJson<PayerAnswer>("/api/payer", { signal }),
  });
}

export function usePayer() {
  return useQuery(payerOptions());
}

export function useChangePayer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (payer: Payer) =>
      requestJson<PayerAnswer>("/api/payer", { method: "POST", json: payer }),
    onSuccess: (answer) => client.setQueryData(payerOptions().queryKey, answer),
  });
}

/** What an order changes is asked for again, whatever came of it. */
function useOrderChange<Input>(change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () =>
      Promise.all(
        [transferOrdersOptions(), listStatementsOptions(), paymentPaceOptions()].map(
          ({ queryKey }) => client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}

type NewOrder = { readonly statementIds: readonly string[]; readonly executeOn: string };

export function useCreateTransferOrder() {
  return useOrderChange((order: NewOrder) =>
    requestJson<TransferOrder>("/api/transfer-orders", { method: "POST", json: order }),
  );
}

export function useWithdrawTransferOrder() {
  return useOrderChange((id: string) =>
    requestJson<TransferOrder>(`/api/transfer-orders/${id}/withdrawal`, { method: "POST" }),
  );
}

/** An order's file, for the bank or for the act. */
export async function readOrderFile(id: string, kind: string): Promise<Blob> {
  const path = `/api/transfer-orders/${id}/files/${kind}`;
  const answer = await request(path, { accept: "*/*", timeoutSeconds: SECONDS_FOR_FILES });
  return answer.blob();
}

type OutcomeFile = { readonly file: Blob; readonly isDryRun: boolean };

export async function importOutcomes({ file, isDryRun }: OutcomeFile): Promise<OutcomeReport> {
  const answer = await send(`/api/transfer-orders/outcomes/import?dryRun=${isDryRun}`, {
    method: "POST",
    body: { type: "text/csv", content: file },
    timeoutSeconds: SECONDS_FOR_FILES,
  });
  const read = await readJson<OutcomeReport | Problem>(answer);
  if ("rows" in read && typeof read.rows === "number") return read as OutcomeReport;
  throw new ProblemError(read as Problem);
}

export function useImportOutcomes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: importOutcomes,
    onSuccess: (report) => (report.dryRun ? undefined : client.invalidateQueries()),
  });
}
