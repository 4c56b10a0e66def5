import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { ReviewState } from "#core/reimbursement/judge-review.ts";

import { listStatementsOptions } from "./list-statements.ts";
import { requestJson } from "./request.ts";
import type { StatementPayments } from "./types.ts";

export type PaymentReview = {
  readonly paymentId: string;
  readonly to: ReviewState;
  readonly reason: string;
};

export function statementPaymentsOptions(statementId: string) {
  return queryOptions({
    queryKey: ["statement-payments", statementId],
    queryFn: ({ signal }) =>
      requestJson<StatementPayments>(`/api/statements/${statementId}/payments`, { signal }),
  });
}

/** The payments of a statement, each with what the office decided on it. */
export function useStatementPayments(statementId: string) {
  return useQuery(statementPaymentsOptions(statementId));
}

/** Decides on one payment; whatever comes of it, what others have decided is read again. */
export function useReviewPayment(statementId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ paymentId, ...json }: PaymentReview) =>
      requestJson<StatementPayments>(
        `/api/statements/${statementId}/payments/${paymentId}/review`,
        { method: "POST", json },
      ),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: statementPaymentsOptions(statementId).queryKey }),
        client.invalidateQueries({ queryKey: listStatementsOptions().queryKey }),
      ]),
  });
}
