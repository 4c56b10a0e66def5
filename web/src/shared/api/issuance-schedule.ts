import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { AssignmentReport, IssuanceSchedule } from "./types.ts";

export type PlanOrder = {
  /** `setAt` of the plan that the officer saw. */
  readonly seen?: string;
  readonly plan?: { readonly instalments: number; readonly firstMonth: string };
};

export function readScheduleOptions(programmeId: string) {
  return queryOptions({
    queryKey: ["issuance-schedule", programmeId],
    queryFn: ({ signal }) =>
      requestJson<IssuanceSchedule>(`/api/programmes/${programmeId}/issuance-schedule`, { signal }),
  });
}

export function useSchedule(programmeId: string) {
  return useQuery(readScheduleOptions(programmeId));
}

/** Sets, changes or ends a programme's monthly plan. */
export function useChangeSchedule(programmeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: PlanOrder) =>
      requestJson<IssuanceSchedule>(`/api/programmes/${programmeId}/issuance-schedule`, {
        method: "POST",
        json: order,
      }),
    onSuccess: (schedule) =>
      client.setQueryData(readScheduleOptions(programmeId).queryKey, schedule),
  });
}

export type AssignmentOrder = {
  readonly amountsCents: readonly string[];
  readonly reason: string;
  readonly expected?: { readonly changes: number; readonly totalCents: string };
};

/** Assigns amounts by household; without `expected`, only looks what it would come to. */
export function useAssignment(programmeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: AssignmentOrder) =>
      requestJson<AssignmentReport>(`/api/programmes/${programmeId}/assignment`, {
        method: "POST",
        json: order,
      }),
    onSuccess: ({ isDone }) =>
      isDone ? client.invalidateQueries({ queryKey: ["list-programmes"] }) : undefined,
  });
}
